"""A rotation: which collection (book set) is at which site when, and on which duty it gets there.

``rotation.json`` (schema ``routeplan/rotation@1``, ``routeplan/model/rotation.schema.json``) is
exactly these objects; `rotationfile` converts without loss. A *set* is a collection as it travels:
all of its crates together. Crates are ``COLLECTION/1``, ``COLLECTION/2``, …
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from routeplan.model.errors import ModelError
from routeplan.model.site import GROUPS

ROTATION_SCHEMA = "routeplan/rotation@1"


@dataclass(frozen=True, slots=True)
class RotationRules:
    """What binds every rotation of a project; ``[rotation]`` in routeplan.toml.

    A site *had*, oldest first: the sets that the ledger says it received; of the n sets that stand
    there before the first exchange, those not among the last n received come after them, by id;
    then what its exchanges deliver. Sets that travel no more count like all others. An exchange
    that delivers nothing is no set: the one before it stays among the last.

    Args:
        max_overlap_pct: most titles (% of the delivered set's) that are in the last `last_sets`
            sets that the site had; a title in two of them counts twice.
        last_sets: how many of a site's sets a new one is compared with.
        turnaround_s: from the end of the duty that brings a set to a depot to the start of the duty
            that takes it along again (s).
        deposit_groups: target groups whose sites may have collections with the theme ``deposit``,
            which go nowhere else.
    """

    max_overlap_pct: int = 5
    last_sets: int = 3
    turnaround_s: int = 12 * 3600
    deposit_groups: frozenset[str] = frozenset({"island"})

    def __post_init__(self) -> None:
        if not 0 <= self.max_overlap_pct <= 100:
            raise ModelError("max_overlap_pct", f"{self.max_overlap_pct} is not 0 to 100")
        if not 0 <= self.last_sets <= 52:
            raise ModelError("last_sets", f"{self.last_sets} is not 0 to 52")
        if self.turnaround_s < 0:
            raise ModelError("turnaround_min", "is negative")
        unknown = sorted(self.deposit_groups - set(GROUPS))
        if unknown:
            raise ModelError("deposit_groups", f"{', '.join(unknown)} is not a target group")


@dataclass(frozen=True, slots=True)
class LedgerState:
    """Where everything really is, as the ledger has it, and what each site has had.

    Args:
        positions: by crate id (``COLLECTION/n``), the id of the depot, landing or site where it is.
        history: by site id, (date, collection id) of every set that it received, oldest first.
        unusable: ids of crates that are lost or damaged; they travel no further.
    """

    positions: Mapping[str, str] = field(default_factory=dict)
    history: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange visit of the plan, and what is handed over there.

    Args:
        visit: id of the visit, ``site/exchange/n``.
        date: on which the stop takes place; of a duty of several days, the stop's own.
        vehicle: id of the vehicle whose duty serves the visit.
        delivered: id of the collection that stays; None: nothing is delivered.
        picked: id of the collection that leaves; None: nothing is taken.
        crates_out: ids of the crates that stay at the site.
        crates_in: ids of the crates taken on board.
        origin: where the delivered set was taken on board: the id of a depot or landing, or of the
            site where it was picked up; None where nothing is delivered.
    """

    site: str
    service: str
    visit: str
    date: date
    vehicle: str
    delivered: str | None = None
    picked: str | None = None
    crates_out: tuple[str, ...] = ()
    crates_in: tuple[str, ...] = ()
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class SetMove:
    """A set on its way from where it was to where it is delivered, or back to a depot.

    Args:
        crates: number of crates.
        origin, destination: ids of sites, depots or landings.
        picked_on, delivered_on: dates on which it leaves its origin and reaches its destination.
        via: ids of the depots and landings where it waits between two duties; empty: the set stays
            on board of one duty, or of duties tied by a feeding stop.
    """

    collection: str
    crates: int
    origin: str
    destination: str
    picked_on: date
    delivered_on: date
    via: tuple[str, ...] = ()


UNMET: Mapping[str, str] = {
    "no-set": "no collection fits the site (grades, needs, deposit)",
    "crates": "every collection that fits has more crates than the visit hands over",
    "stuck": "the set at the site has more crates than the visit takes away",
    "repeats": "every collection that fits and could be there repeats too many titles",
    "too-few": "every collection that fits is needed at another site at that time",
    "no-duty": "no duty brings a collection that fits in time",
}
"""Published reason codes of exchanges at which nothing is delivered."""


@dataclass(frozen=True, slots=True)
class UnmetExchange:
    """An exchange visit at which no set is delivered.

    Args:
        code: of `UNMET`.
        missing: how many more sets of that kind would do; all unmet exchanges of one kind of set
            tell the same number.
    """

    site: str
    visit: str
    code: str
    reason: str
    missing: int
    action: str


@dataclass(frozen=True)
class Rotation:
    """A whole rotation, the companion of one plan.

    Args:
        name, start, weeks: of the plan.
        since: first date whose exchanges are in it; those before are done.
        exchanges: every exchange visit that the plan serves, by the time at which doors open and
            then the duty's id; those without a delivery too.
        start_positions: by collection id, where each set is before the first exchange.
        history: by site id, the sets that it had before the first exchange, oldest first, as
            `RotationRules` defines it.
        repeat_pct: the worst overlap of a delivered set with the site's last sets (% of titles).
        crates_via_depot: crates of the sets that were picked up and ended the duty at a depot.
        inputs: SHA-256 (hex) by file name of everything read, ``plan.json`` included.
    """

    name: str
    start: date
    weeks: int
    since: date
    language: str
    exchanges: tuple[Exchange, ...]
    moves: tuple[SetMove, ...]
    unmet: tuple[UnmetExchange, ...]
    start_positions: Mapping[str, str]
    history: Mapping[str, tuple[str, ...]]
    repeat_pct: float
    crates_via_depot: int
    inputs: Mapping[str, str] = field(default_factory=dict)


def crate_ids(collection: str, crates: int) -> tuple[str, ...]:
    """Return ``COLLECTION/1`` … ``COLLECTION/n`` of a collection with `crates` crates."""
    return tuple(f"{collection}/{number}" for number in range(1, crates + 1))
