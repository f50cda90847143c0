"""Instances of a few nodes, and files of a few lines, for the tests of the benchmarks."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.instances.instance import REAL, Instance, Vehicle

SOLOMON = """TINY

VEHICLE
NUMBER     CAPACITY
  3         20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0        100          0
    1      1          1         10          5         90          2
    2      3          4         10          0         40          2
"""

CORDEAU_PERIODIC = """1 2 2 3
60 20
60 20
60 20
0 0 0 0 0 0 0
1 3 4 5 8 1 3 1 2 4
2 6 8 0 8 2 2 5 6
"""

CORDEAU_MULTI_DEPOT = """2 2 2 2
0 20
60 30
1 3 4 5 8 1 2 1 2
2 6 8 0 8 1 2 1 2
3 0 0 0 0 0 0
4 9 9 0 0 0 0
"""

LI_LIM = """4\t10\t1
0\t0\t0\t0\t0\t100\t0\t0\t0
1\t3\t4\t-5\t0\t90\t2\t2\t0
2\t6\t8\t5\t0\t90\t2\t0\t1
"""

MULTI_TRIP = """NAME: TRIPS
TYPE: MTVRPTWR
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 3
VEHICLES: 1
CAPACITY: 10
SERVICE_TIME: 2
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 5
DEMAND_SECTION
1 0
2 10
3 10
TIME_WINDOW_SECTION
1 0 100
2 0 90
3 0 90
RELEASE_TIME_SECTION
1 0
2 0
3 30
VEHICLES_RELOAD_DEPOT_SECTION
1 1
DEPOT_SECTION
1
-1
EOF
"""

MIXED_FLEET = """NAME: MIXED
TYPE: HFVRP
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 3
VEHICLES: 4
NODE_COORD_SECTION
1 0 0
2 3 4
3 -3 -4
DEMAND_SECTION
1 0
2 5
3 5
CAPACITY_SECTION
1 5
2 5
3 10
4 10
VEHICLES_FIXED_COST_SECTION
1 100
2 100
3 900
4 900
VEHICLES_UNIT_DISTANCE_COST_SECTION
1 100
2 100
3 250
4 250
DEPOT_SECTION
1
-1
EOF
"""


def line(*places: float, **changes: object) -> Instance:
    """Return customers at places on a line, the depot at 0, one vehicle, real lengths.

    `changes` are fields of the instance.
    """
    nodes = len(places) + 1
    plain = Instance(
        name="line",
        family="solomon",
        convention=REAL,
        customers=tuple(range(1, nodes)),
        demand=(0, *(1,) * len(places)),
        service=(0.0,) * nodes,
        vehicles=(Vehicle(0, 10),),
        coordinates=((0.0, 0.0), *((float(place), 0.0) for place in places)),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
