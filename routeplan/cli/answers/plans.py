"""Answers of the commands that make, prove, tell and compare plans."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from routeplan.cli.answers.marks import From, Spread, spreads
from routeplan.model import Violation

_PLAN = "urn:routeplan:plan:1"


@spreads(Spread(f"{_PLAN}#/$defs/summary"))
class PlanAnswer(TypedDict):
    """The summary of the plan, and where it was written."""

    plan: Annotated[str, "Path of plan.json."]
    map: Annotated[str, "Path of map.html."]
    moves: NotRequired[
        Annotated[list[Annotated[Any, From(f"{_PLAN}#/$defs/move")]], "A re-plan's."]
    ]
    curve: NotRequired[
        Annotated[
            list[Annotated[Any, From("routeplan.solve.again.replanning:CurvePoint")]],
            "With --previous: what each number of moves buys.",
        ]
    ]


class CheckAnswer(TypedDict):
    """Every rule that the plan, or the rotation beside it, breaks."""

    violations: list[Violation]


class PublishAnswer(TypedDict):
    """The plan of record."""

    published: Annotated[str, "Path of the frozen plan."]
    new: Annotated[bool, "False where the same plan was published before."]


class ShowAnswer(TypedDict):
    """The plan without what only programs that draw it need."""

    start: Annotated[Any, From(f"{_PLAN}#/properties/start")]
    weeks: Annotated[Any, From(f"{_PLAN}#/properties/weeks")]
    scenario: Annotated[Any, From(f"{_PLAN}#/properties/scenario")]
    area: Annotated[Any, From(f"{_PLAN}#/properties/area")]
    summary: Annotated[Any, From(f"{_PLAN}#/properties/summary")]
    routes: Annotated[Any, From(f"{_PLAN}#/properties/routes")]
    unassigned: Annotated[Any, From(f"{_PLAN}#/properties/unassigned")]
    moves: Annotated[Any, From(f"{_PLAN}#/properties/moves")]


class MapAnswer(TypedDict):
    """The map drawn."""

    map: Annotated[str, "Path of the page."]


class ExportAnswer(TypedDict):
    """The files written; with --templates, the Word templates."""

    folder: str
    files: list[str]
    formats: NotRequired[Annotated[dict[str, list[str]], "Files by format."]]


class Fit(TypedDict):
    """A vehicle, date and time."""

    vehicle: str
    date: Annotated[str, "date"]
    start: Annotated[int, "Seconds from midnight of date."]


class ChangedRule(TypedDict):
    """A rule and by how much it would have to give way."""

    rule: str
    side: str
    amount: Annotated[int | None, "In the rule's own unit: seconds, crates, kilograms …"]


class Change(Fit):
    """The least change that would admit a visit, and where it would then stand."""

    rules: list[ChangedRule]
    leave_out: Annotated[str | None, "Visit that would go instead."]


class Tried(TypedDict):
    """One place at which a visit was tried."""

    vehicle: str
    date: Annotated[str, "date"]
    fits: Fit | None
    added_s: Annotated[int | None, "Seconds by which the duty grows."]
    rules: Annotated[list[str], "In the way."]
    change: Change | None


class AskedPlace(Tried):
    """A place that --date, --vehicle or --earlier asks about."""

    own_duty: Annotated[bool, "Whether the visit is on that duty already."]
    why: str | None
    swap: Annotated[Change | None, "Fits if another visit goes."]
    would: Annotated[str | None, "The change in words."]


class ExplainedVisit(TypedDict):
    """A service of the site and its visit; which fields there are depends on `status`."""

    service: str
    status: Literal["planned", "missing", "not-due", "outside-area"]
    visit: NotRequired[str]
    vehicle: NotRequired[str]
    date: NotRequired[Annotated[str, "date"]]
    arrive: NotRequired[Annotated[int, "Seconds from midnight of date."]]
    start: NotRequired[int]
    depart: NotRequired[int]
    earlier: NotRequired[Tried | None]
    elsewhere: NotRequired[list[Tried]]
    asked: NotRequired[list[AskedPlace]]
    due_from: NotRequired[Annotated[str, "date"]]
    due_to: NotRequired[Annotated[str, "date"]]
    fits: NotRequired[Annotated[Fit | None, "A missing visit that fits after all."]]
    code: NotRequired[str | None]
    reason: NotRequired[str | None]
    action: NotRequired[str | None]
    changes: NotRequired[list[Change]]
    previous_week: NotRequired[Annotated[str | None, "date"]]
    next_week: NotRequired[Annotated[str | None, "date"]]


class ExplainAnswer(TypedDict):
    """Why the visits of a site are where they are, or are missing, and what would change it."""

    site: str
    name: str
    services: list[ExplainedVisit]


_FIGURES = Spread("routeplan.rotation.figures:Figures", without=("name",))


@spreads(_FIGURES)
class SiteRotation(TypedDict):
    """What the rotation gives to a site."""

    site: str
    fresh_per_child: float | None


@spreads(_FIGURES)
class GroupRotation(TypedDict):
    """What the rotation gives to a target group."""

    group: str
    fresh_per_child: float | None


class IdleCollection(TypedDict):
    """A collection that goes nowhere."""

    collection: str
    crates: int


@spreads(Spread("urn:routeplan:rotation:1"))
class RotateAnswer(TypedDict):
    """The rotation as in rotation.json, and what comes of it."""

    sites: list[SiteRotation]
    groups: list[GroupRotation]
    idle: list[IdleCollection]
    rotation: Annotated[str, "Path of rotation.json."]


class SpecialCount(TypedDict):
    """Children in special circumstances."""

    children: int
    reached: int
    visits_per_100: float | None
    sites_unknown: int


class CoveredUnit(TypedDict):
    """Figures of a commune, former district, target group or of all."""

    code: str
    name: str
    sites: int
    sites_visited: int
    sites_unknown: Annotated[int, "Whose number of children is not known."]
    children: int
    children_reached: int
    visits: int
    service_min: int
    visits_per_100: Annotated[float | None, "Per 100 children."]
    service_min_per_100: float | None
    longest_gap_days: int | None
    gap_open: Annotated[bool, "Whether the gap reaches over the plan's end: at least so long."]
    near: Annotated[int, "Children within reach of a visit on foot or by boat."]
    near_share: float | None
    pupil_hours: float | None
    access: Annotated[float | None, "Accessibility, two-step floating catchment."]
    special: dict[str, SpecialCount]
    estimated: Annotated[list[str], "Figures that rest on estimates."]


class CoveredSite(TypedDict):
    """Figures of a site."""

    site: str
    name: str
    commune_code: str
    former_district: str
    groups: list[str]
    children: int | None
    children_estimated: bool
    visits: int
    service_min: int
    gap_days: int | None
    gap_open: bool
    near: bool
    access: float | None


class DueInspection(TypedDict):
    """A reading room or bookcase that is due for a check."""

    site: str
    name: str
    commune_code: str
    due: Annotated[str | None, "date"]
    overdue: bool
    overdue_days: int | None
    next_visit: Annotated[str | None, "date"]


class CoverageMethod(TypedDict):
    """What counts as near."""

    walk_min: float
    walk_kph: float
    boat_min: float
    catchment_min: float


class CoverageAnswer(TypedDict):
    """Who a plan reaches, and who it does not."""

    start: Annotated[str, "date"]
    weeks: int
    total: CoveredUnit
    communes: list[CoveredUnit]
    districts: list[CoveredUnit]
    groups: list[CoveredUnit]
    sites: list[CoveredSite]
    gini: Annotated[float | None, "Of service per child over the communes; 0: all have the same."]
    gini_access: float | None
    worst: Annotated[list[str], "Codes of the communes that are served worst."]
    without_site: Annotated[list[str], "Codes of the communes without a site."]
    inspections: list[DueInspection]
    method: CoverageMethod
    visits_ignored: Annotated[int, "At sites that the project does not have."]
    files: list[str]


@spreads(Spread("routeplan.coverage.sweep.results:FIGURES"))
class SweptScenario(TypedDict):
    """A scenario and what became of it; figures are null where it failed."""

    name: str
    choices: dict[str, str]
    key: Annotated[str, "Digest of all that decides the figures."]
    status: Literal["done", "failed"]
    failed: Annotated[str, "Code of why, empty where it is done."]
    reason: str
    dominated: Annotated[bool, "Whether another is no worse in every aim and better in one."]


class SweepAnswer(TypedDict):
    """Every scenario of a sweep."""

    schema: Literal["routeplan/sweep@1"]
    name: str
    iterations: int
    seed: int
    scenarios: list[SweptScenario]
    reused: Annotated[int, "Results taken from an earlier run."]
    data: str
    page: str


class _Compared(TypedDict):
    driving_saved_pct: float | None
    visits_moved: int
    differences: Annotated[dict[str, float | None], "Of the figures, from the base."]
    sites_gained: list[str]
    sites_lost: list[str]
    coverage: Annotated[dict[str, float | None] | None, "Null where no project is at hand."]


@spreads(Spread("routeplan.coverage.comparing:FIGURES"))
class ComparedPlan(_Compared):
    """The figures of one plan."""

    plan: str


@spreads(Spread("routeplan.coverage.comparing:FIGURES"))
class CompareAnswer(_Compared):
    """Plans held against the first one; the last one's figures stand on top."""

    base: ComparedPlan
    plans: list[ComparedPlan]
    page: NotRequired[Annotated[str, "With -o: path of the page."]]
