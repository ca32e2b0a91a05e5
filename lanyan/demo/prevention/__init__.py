"""The demo's prevention: places, checks, hazards, papers, cases and drills of the past; the checks of today.

The past is drawn in memory (`sites`, `staff`, `drawing`, `lives`), written as finished rows (`*_rows`) and loaded by
COPY (`build`); what is in hand today goes through the apps' own actions (`present`); `counting` proves the numbers.
"""
