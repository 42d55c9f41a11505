"""Pages of the judges: bonus, orders, meetings, votes, decisions, winners."""
