"""The four steps from the result to the roadmap, the tasks, and what would be if."""
