"""The embedded Hai Phong data set: communes, land, major roads, and the online fetch.

Light by itself: shapely is loaded by `areas` and `land`, when one of them is used.
"""
