"""Pages of the pool of examiners and of teams."""
