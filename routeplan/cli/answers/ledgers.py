"""Answers of the commands about what really happened."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from routeplan.cli.answers.marks import From, Spread, spreads
from routeplan.model import Notice

_ENTRY = "routeplan.rotation.ledger.entries"


_HANDOVER = Spread(f"{_ENTRY}:Handover", without=("moves",))


@spreads(_HANDOVER)
class RecordedEntry(TypedDict):
    """An entry of the ledger that tells of a visit."""

    number: int
    recorded: Annotated[str, "Date and time with the offset from UTC."]
    undoes: None
    seal: Annotated[str, "SHA-256 over this entry and the seal before."]
    moves: list[Annotated[Any, From(f"{_ENTRY}:Move")]]


class UndoingEntry(TypedDict):
    """An entry that takes another one back."""

    number: int
    recorded: str
    undoes: int
    seal: str


@spreads(_HANDOVER)
class HistoryEntry(RecordedEntry):
    """An entry with whether it was taken back."""

    undone: bool


class RecordAnswer(TypedDict):
    """What was recorded now, and what the ledger had already."""

    recorded: list[RecordedEntry]
    recognised: Annotated[list[int], "Numbers of entries that say the same."]
    notices: list[Notice]


class WaitingVisit(TypedDict):
    """A planned visit of a past day that nobody recorded."""

    visit: str
    site: str
    service: str
    date: Annotated[str, "date"]
    vehicle: str


class OddCrate(TypedDict):
    """A crate that two entries have in different places."""

    crate: str
    before: Annotated[int | None, "Number of the earlier entry."]
    after: Annotated[int, "Number of the later entry."]


class StatusAnswer(TypedDict):
    """How the ledger stands."""

    entries: int
    done: int
    not_done: int
    unplanned: int
    undone: int
    waiting: int
    crates: int
    at_sites: int
    unusable: int
    missing: Annotated[int, "Copies."]
    jumps: int
    last_entry: RecordedEntry | UndoingEntry | None
    waiting_visits: list[WaitingVisit]
    odd_crates: list[OddCrate]


class CratePlace(TypedDict):
    """Where a crate is, and in what condition."""

    crate: str
    collection: str
    place: Annotated[str, "Id; empty where nobody knows."]
    place_name: str
    at_site: bool
    since: Annotated[str | None, "date"]
    entry: int | None
    vehicle: str
    condition: str
    missing_copies: int | None
    usable: bool
    seen: Annotated[str | None, "date"]
    seen_entry: int | None


class WhereAnswer(TypedDict):
    """The crates asked about."""

    asked: str
    crates: list[CratePlace]


class HistoryAnswer(TypedDict):
    """All that the ledger has of a site, in the order in which it happened."""

    site: str
    name: str
    entries: list[HistoryEntry]


class MissingAnswer(TypedDict):
    """Crates that lack copies, are damaged or lost."""

    crates: list[CratePlace]
    missing_copies: int
    unusable: int


class VerifyAnswer(TypedDict):
    """The ledger is whole; a damaged one is an error with its `problems`."""

    ledger: str
    entries: int
    seal: Annotated[str, "Of the last entry."]
    problems: list[str]


class UndoAnswer(TypedDict):
    """The counter-entry."""

    entry: int
    undone: int
    odd_crates: list[OddCrate]


class LedgerExportAnswer(TypedDict):
    """The whole ledger; where a file is named, what was written instead."""

    schema: NotRequired[Literal["routeplan/ledger@1"]]
    entries: list[RecordedEntry | UndoingEntry] | int
    count: NotRequired[int]
    last_seal: NotRequired[str]
    exported: NotRequired[Annotated[str, "Path of the file."]]
    sha256: NotRequired[Annotated[str, "Of the file."]]


class LedgerImportAnswer(TypedDict):
    """What was brought back."""

    added: int
    entries: int
    kept: Annotated[str | None, "Where the ledger that was there lies now."]


_TALLY = Spread("routeplan.rotation.ledger.periods:Tally", without=("reasons",))


class _Tallied(TypedDict):
    done_pct: float | None
    reasons: Annotated[dict[str, int], "Visits by stage:code."]


@spreads(_TALLY)
class Totals(_Tallied):
    """Figures of all visits."""


@spreads(_TALLY)
class GroupTally(_Tallied):
    """Figures of a target group."""

    group: str


@spreads(_TALLY)
class CommuneTally(_Tallied):
    """Figures of a commune."""

    commune_code: str
    commune: str


@spreads(_TALLY)
class DistrictTally(_Tallied):
    """Figures of a former district."""

    former_district: str


Step = TypedDict("Step", {"from": Annotated[str, "date"], "to": Annotated[str, "date"]})


@spreads(_TALLY)
class StepTally(Step, _Tallied):
    """Figures of a part of the period."""


class RankedReason(TypedDict):
    """Why visits did not take place, and how often."""

    stage: str
    code: str
    reason: str
    visits: int


class UnservedVisit(WaitingVisit):
    """A visit that did not take place."""

    stage: str
    code: str
    reason: str
    entry: int | None


class ExtraVisit(TypedDict):
    """A visit that took place and was not due."""

    entry: int
    date: Annotated[str, "date"]
    site: str
    service: str
    vehicle: str


class ReportAnswer(Step):
    """What was planned and what was done in a period."""

    period: Literal["week", "term", "year", "3y", "5y"]
    totals: Totals
    groups: list[GroupTally]
    communes: list[CommuneTally]
    districts: list[DistrictTally]
    steps: list[StepTally]
    reasons: list[RankedReason]
    not_served: list[UnservedVisit]
    extra: list[ExtraVisit]
