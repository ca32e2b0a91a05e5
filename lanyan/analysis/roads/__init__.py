"""The road network: read from files, turned into a graph of directed segments, asked for times and ways.

`osm` and `flat` read files for a profile of `profiles` into a `network`; `build` makes of it a `graph`; `changes`
closes and slows its roads; `fields` holds the time from every station to every road and `query` reads it in
microseconds; `search` finds one way.
"""
