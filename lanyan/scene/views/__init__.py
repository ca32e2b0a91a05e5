"""Pages of scenes: the list, the commander's page, acts, the panel of an incident."""
