"""Acceptance 验收: the numbers of GB 50313-2013 4.3.1 that software can hold, measured on an installation of its own.

`lanyan acceptance` builds the demo's ground in a folder that is gone afterwards, serves it as `lanyan serve` does, lets
simulated callers, seats and stations work on it at once, and prints each number with pass or fail. What is served on
the machine is not touched. It measures the machine's part; `--talk` stands for the time in which people ask and think.
"""
