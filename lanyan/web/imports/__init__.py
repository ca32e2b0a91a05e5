"""Bringing ledgers in: the page, the preview with what is wrong row by row, the loading; for every ledger."""
