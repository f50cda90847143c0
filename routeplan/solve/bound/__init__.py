"""A lower bound on the travel cost of every plan for the same visits."""

from routeplan.solve.bound.lagrange import Bound, bound
from routeplan.solve.bound.of_plan import bound_of_plan
from routeplan.solve.bound.travel_cost import duty_travel_cost, travel_cost

__all__ = ["Bound", "bound", "bound_of_plan", "duty_travel_cost", "travel_cost"]
