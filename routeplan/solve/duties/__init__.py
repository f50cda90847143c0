"""Duties of one vehicle, timed exactly: ways, openings, labels, loads, and what ties duties."""
