"""The search index in the database: what stands in it, how it is asked, what a process keeps of it."""
