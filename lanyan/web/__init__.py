"""Web 门面: the furniture every page shares: shell, navigation, lists, records, panels, maps, charts, static files.

Not for any domain: a page about incidents lives with the incidents. What belongs to a person (saved views, theme,
units to switch between) comes in through `hooks`, because the app that keeps it stands on a higher floor.
"""
