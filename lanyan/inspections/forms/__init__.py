"""What people type in this app, by noun."""
