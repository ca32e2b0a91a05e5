"""Tests of the reckoning."""
