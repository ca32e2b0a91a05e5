"""Reads of this app that join several nouns."""
