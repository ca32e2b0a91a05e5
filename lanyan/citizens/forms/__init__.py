"""What people type in this app: at the desk, and on the public page."""
