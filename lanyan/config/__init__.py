"""The roof: settings, addresses and entry points. Nothing imports it but the commands."""
