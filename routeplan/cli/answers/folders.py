"""Answers of the commands that make, fill and examine a project folder."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from routeplan.model import Notice, Violation


class InitAnswer(TypedDict):
    """The folder made and the files written; files that were there already are not named."""

    folder: str
    files: list[str]


class ValidateAnswer(TypedDict):
    """Every finding about the tables and the ways, errors first."""

    notices: list[Notice]


class CheckedItem(TypedDict):
    """One thing that was looked at."""

    what: Annotated[str, "Identifier, the same in every language."]
    status: Annotated[
        Literal["ok", "warning", "missing", "absent"],
        "What is missing is needed; what is absent is not.",
    ]
    detail: str


class DoctorAnswer(TypedDict):
    """What is installed, what works and what is missing."""

    checks: list[CheckedItem]


class RejectedRow(TypedDict):
    """A row that could not be taken over."""

    file: str
    row: int


class UpdatedSite(TypedDict):
    """A site of which empty cells were filled."""

    site: str
    columns: list[str]


class Duplicate(TypedDict):
    """A place that is likely one of the project's already."""

    file: str
    row: int | None
    name: str
    site: str
    metres: Annotated[int, "Apart."]


class KeptCell(TypedDict):
    """A cell that stays although the list says something else."""

    site: str
    column: str
    value: str
    offered: str


class ImportSitesAnswer(TypedDict):
    """What became of every place of the list."""

    sites: Annotated[str, "Path of sites.csv."]
    added: list[str]
    updated: list[UpdatedSite]
    unchanged: list[str]
    duplicates: list[Duplicate]
    kept: list[KeptCell]
    rejected: list[RejectedRow]
    notices: list[Notice]


class ImportTitlesAnswer(TypedDict):
    """What became of every title of the list, where one was given, and the sets made."""

    path: NotRequired[Annotated[str, "Path of titles.csv."]]
    added: NotRequired[list[str]]
    updated: NotRequired[list[str]]
    unchanged: NotRequired[list[str]]
    rejected: NotRequired[list[RejectedRow]]
    notices: NotRequired[list[Notice]]
    collections: NotRequired[Annotated[list[str], "With --make-sets: ids of the sets made."]]
    sets_path: NotRequired[Annotated[str, "With --make-sets: path of collections.csv."]]


class MadeDepot(TypedDict):
    """Where vans of a timetable start."""

    id: str
    name: str
    lat: float
    lon: float
    assumed: Annotated[bool, "Whether nobody named it: the vans' best stop."]


class TravelBasis(TypedDict):
    """What travel of a timetable is worked out from."""

    roads: Literal["network", "straight"]
    factor: NotRequired[Annotated[float, "Road length per straight line."]]
    speed_kph: NotRequired[float]
    legs: NotRequired[Annotated[int, "Measured legs that these come from; 0: assumed or given."]]


class ImportTimetableAnswer(TypedDict):
    """The project and the plan made of a published timetable."""

    project: str
    plan: str
    name: str
    start: Annotated[str, "date"]
    weeks: int
    sites: int
    visits: int
    vans: int
    duties: int
    driving_min: int
    depots: list[MadeDepot]
    travel: TravelBasis
    lunch_min: int
    violations: list[Violation]
    notices: list[Notice]


class NetworkPart(TypedDict):
    """How the roads of a profile hang together."""

    parts: Annotated[int, "Connected parts of 10 km and more."]
    scraps: Annotated[int, "Shorter ones; nothing is joined to them if it can be helped."]
    largest_km: float


class FerryLine(TypedDict):
    """A ferry of the map; never driven."""

    name: str
    minutes: Annotated[int | None, "As the map says."]


class FarSite(TypedDict):
    """A site and its distance from the roads."""

    site: str
    metres: Annotated[int | None, "To the road; null: no road at all."]


class JoinedSites(TypedDict):
    """How the project's sites are joined to the roads."""

    all: int
    joined: int
    far: list[FarSite]
    cut_off: list[FarSite]


class NetworkAnswer(TypedDict):
    """The roads of the project: where they come from, how old they are, whom they reach."""

    source: str
    sha256: NotRequired[Annotated[str, "Of the extract."]]
    vintage: Annotated[str, "Date of the data; empty where the source does not say."]
    age_days: int | None
    licence: str
    built: Annotated[str, "date"]
    country: str
    area: Annotated[list[float] | None, "Asked for: south, west, north, east."]
    box: Annotated[list[float], "Of the roads: south, west, north, east."]
    turn_restrictions: bool
    nodes: int
    edges: int
    km: float
    km_by_class: dict[str, float]
    hash: str
    profiles: list[str]
    components: Annotated[dict[str, NetworkPart], "By profile."]
    ferries: list[FerryLine]
    sites: JoinedSites
    engines: Annotated[list[str], "Profiles with files of OSRM."]


class FetchAnswer(TypedDict):
    """What was downloaded; ``data fetch roads`` answers as ``network build``."""

    communes: Annotated[str, "Path of the official boundaries."]


class DataFile(TypedDict):
    """One embedded file."""

    file: str
    date: str
    licence: str
    source: str


class DataAnswer(TypedDict):
    """Every file that comes with routeplan."""

    files: list[DataFile]
