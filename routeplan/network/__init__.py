"""From places to travel: road, sea and scheduled crossings as arrays and as drawable legs.

Start with `travel.Travel`; `build.build_travel` makes one for a problem. Heavy libraries are loaded
by the modules that need them, so importing this package costs nothing.
"""
