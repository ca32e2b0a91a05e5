"""Reckoning with arrays: roads and arrival times, which force to send, cover. Imports nothing else of the house."""
