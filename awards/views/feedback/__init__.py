"""Pages of the feedback reports: the applicant's, and the office's."""
