"""A job that takes its time and notes what it did."""
