"""From problem and travel to a plan.

Start with `duties.timing.schedule`, the one exact evaluator of a duty; `make_plan` is the door.
OR-Tools is loaded when an engine that needs it is chosen.
"""

from routeplan.solve.again.replanning import CurvePoint
from routeplan.solve.duties.duty import Duty
from routeplan.solve.duties.timing import schedule
from routeplan.solve.engine import Assignment, Budget, Engine, Progress
from routeplan.solve.planning import ENGINES, make_plan, make_replan
from routeplan.solve.why.explain import Explanation, explain
from routeplan.solve.why.reasons import reasons

__all__ = [
    "ENGINES",
    "Assignment",
    "Budget",
    "CurvePoint",
    "Duty",
    "Engine",
    "Explanation",
    "Progress",
    "explain",
    "make_plan",
    "make_replan",
    "reasons",
    "schedule",
]
