"""Pure data: the words of the field as frozen dataclasses. Read this package first.

Nothing here reads a file, imports a library outside the standard one, or decides anything.
"""

from routeplan.model.calendar import CalendarEntry, DayKind
from routeplan.model.collection import (
    BOOK_NEEDS,
    CRATE_BOOKS,
    DEPOSIT,
    Collection,
    Title,
    grades_at,
    grades_of,
)
from routeplan.model.crossing import Crossing
from routeplan.model.errors import (
    ExitCode,
    ModelError,
    Notice,
    RouteplanError,
    Severity,
    Violation,
)
from routeplan.model.fleet import (
    DEFAULT_PROFILES,
    CrewMember,
    Depot,
    Landing,
    Medium,
    Profile,
    Vehicle,
)
from routeplan.model.jsonreader import PlanFormatError
from routeplan.model.plan import (
    BOUND_REASONS,
    FEED,
    REASONS,
    Leg,
    Level,
    Mode,
    MovedVisit,
    Place,
    Plan,
    Route,
    Source,
    Stop,
    Summary,
    Unassigned,
)
from routeplan.model.planfile import plan_from_json, plan_to_json
from routeplan.model.problem import KEPT_S, FixedVisit, Problem, Visit, week_index
from routeplan.model.rotation import (
    UNMET,
    Exchange,
    LedgerState,
    Rotation,
    RotationRules,
    SetMove,
    UnmetExchange,
    crate_ids,
)
from routeplan.model.rotationfile import exchanges_from_json, rotation_from_json, rotation_to_json
from routeplan.model.rules import Rules, Weights
from routeplan.model.site import GROUPS, Pin, Service, ServiceKind, Site
from routeplan.model.tides import TidePoint, TideTable
from routeplan.model.times import DAY_S, NEVER, Window, clock, monday_of, windows_on
from routeplan.model.waters import ClosedArea, Fairway

__all__ = [
    "BOOK_NEEDS",
    "BOUND_REASONS",
    "CRATE_BOOKS",
    "DAY_S",
    "DEFAULT_PROFILES",
    "DEPOSIT",
    "FEED",
    "GROUPS",
    "KEPT_S",
    "NEVER",
    "REASONS",
    "UNMET",
    "CalendarEntry",
    "ClosedArea",
    "Collection",
    "CrewMember",
    "Crossing",
    "DayKind",
    "Depot",
    "Exchange",
    "ExitCode",
    "Fairway",
    "FixedVisit",
    "Landing",
    "LedgerState",
    "Leg",
    "Level",
    "Medium",
    "Mode",
    "ModelError",
    "MovedVisit",
    "Notice",
    "Pin",
    "Place",
    "Plan",
    "PlanFormatError",
    "Problem",
    "Profile",
    "Rotation",
    "RotationRules",
    "Route",
    "RouteplanError",
    "Rules",
    "Service",
    "ServiceKind",
    "SetMove",
    "Severity",
    "Site",
    "Source",
    "Stop",
    "Summary",
    "TidePoint",
    "TideTable",
    "Title",
    "Unassigned",
    "UnmetExchange",
    "Vehicle",
    "Violation",
    "Visit",
    "Weights",
    "Window",
    "clock",
    "crate_ids",
    "exchanges_from_json",
    "grades_at",
    "grades_of",
    "monday_of",
    "plan_from_json",
    "plan_to_json",
    "rotation_from_json",
    "rotation_to_json",
    "week_index",
    "windows_on",
]
