"""Help with comments: is a strength or an opportunity actionable, aligned, accurate and appropriate?"""
