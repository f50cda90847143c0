"""Which book set is at which site when: the exchanges of a plan, filled in.

What the solver of routes leaves open is decided here: every exchange stop hands over at most the
crates that the plan counts, so that a rotation never overloads a vehicle (docs/concepts.md).
"""

from routeplan.rotation.improve import Effort
from routeplan.rotation.making import make_rotation
from routeplan.rotation.reading import suits

__all__ = ["Effort", "make_rotation", "suits"]
