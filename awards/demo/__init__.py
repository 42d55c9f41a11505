"""A fictional applicant for demonstrations and tests: dossier, reviews, consensus, report. All of it is invented."""
