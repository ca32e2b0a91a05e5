"""Pages of fires, by noun."""
