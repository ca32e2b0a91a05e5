"""The only writers of this app, by noun: `actions.checks`, `actions.conduct`, `actions.plans`, …"""
