"""Roads from OpenStreetMap: read an extract, keep it as a graph, snap places, measure and draw.

`reading.read_extract` gives `ways.Ways`, `assemble.assemble` makes a `graph.RoadGraph` of them,
`travel.OsmTravel` answers for a project's places. What a vehicle may use and how fast it goes
there stands in ``speeds.toml`` alone. Turn restrictions are not read: a way may take a forbidden
turn.
"""
