"""What people and machines do here; the only writers of this app."""
