"""Reads that join several nouns: conflicts, the page of a guard, the phone page of a post."""
