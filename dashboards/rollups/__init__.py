"""Sums of results as whole numbers: packed, added, taken away."""
