"""What the law and the standards say about checks. Pure: no clock, no tables, no request."""
