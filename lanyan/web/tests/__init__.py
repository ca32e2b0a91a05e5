"""Tests of the web furniture."""
