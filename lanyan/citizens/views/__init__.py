"""Pages of this app: the desk, messages and who sent them, the public pages, panels."""
