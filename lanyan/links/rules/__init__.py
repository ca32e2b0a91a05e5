"""What the rules of links and papers say. Pure: no clock, no tables, no request."""
