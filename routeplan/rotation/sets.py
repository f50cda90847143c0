"""Collections from a list of titles: enough copies, little in common, popular titles spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routeplan.model import (
    CRATE_BOOKS,
    Collection,
    RotationRules,
    ServiceKind,
    Site,
    Title,
    grades_at,
    grades_of,
)

LEAST_COPIES = 3
"""Copies of each title in a set at least (Circular 33/2018/TT-BVHTTDL)."""
BANDS = ("", "0", "1-5", "6-9", "10-12")
"""Grades for which sets are made; titles for all grades make sets for all grades."""
_SHARES = 60
FULL = 0.9
"""A set is worth making when it fills so much of its crates."""


@dataclass(frozen=True, slots=True)
class Order:
    """What collections are wanted.

    Args:
        sets: how many; None: as many as the titles fill.
        crates: of each.
        place: id of the depot, landing or site where they are.
    """

    sets: int | None
    crates: int
    place: str


def usual_crates(sites: Iterable[Site]) -> int:
    """Return the number of crates that most exchanges deliver; 1 where there are none."""
    counts = Counter(
        service.deliver_crates
        for site in sites
        for service in site.services
        if service.kind is ServiceKind.EXCHANGE and service.deliver_crates
    )
    return max(counts, key=lambda crates: (counts[crates], -crates), default=1)


def make_sets(
    titles: Sequence[Title], sites: Sequence[Site], rules: RotationRules, order: Order
) -> tuple[Collection, ...]:
    """Return collections for the grades of the sites with an exchange.

    A title goes into as many sets as it has three copies for, the most copied titles first, always
    into the emptiest sets; but two sets share so few titles that any of them may follow any other
    within `last_sets` sets. What is left of a set's room gets further copies of its own titles.
    Sets that titles do not fill to nine tenths are not made.

    Args:
        titles: with the copies that exist.
        sites: of the project.
        rules: say how much two sets may share.
        order: what is wanted.
    """
    room = order.crates * CRATE_BOOKS
    stock = {title.id: title.copies for title in titles}
    made: list[Collection] = []
    for band, count in _bands(titles, sites, room, order.sets):
        own = [title for title in titles if _belongs(title, band)]
        shelves = _fill(own, stock, count, room, rules)
        for shelf in shelves:
            if sum(shelf.values()) < FULL * room:
                for name, copies in shelf.items():
                    stock[name] += copies
                continue
            number = len(made) + 1
            label = f"BS-{number:03d}"
            made.append(
                Collection(
                    id=label,
                    name=f"Bộ sách {number} (lớp {band})" if band else f"Bộ sách {number}",
                    titles=tuple(shelf.items()),
                    crates=order.crates,
                    location=order.place,
                    grade_band=band,
                )
            )
    return tuple(made)


def _bands(
    titles: Sequence[Title], sites: Sequence[Site], room: int, wanted: int | None
) -> list[tuple[str, int]]:
    """Return how many sets to make for each span of grades, by what sites and titles there are."""
    demand: Counter[str] = Counter()
    supply: Counter[str] = Counter()
    for site in sites:
        if any(service.kind is ServiceKind.EXCHANGE for service in site.services):
            fitting = [band for band in BANDS if grades_of(band) & grades_at(site)]
            demand.update(dict.fromkeys(fitting, _SHARES // len(fitting)))
    for title in titles:
        fitting = [band for band in BANDS if _belongs(title, band)]
        supply.update(dict.fromkeys(fitting, title.copies * _SHARES // len(fitting)))
    able = {
        band: supply[band] // _SHARES // max(1, int(FULL * room)) for band in BANDS if demand[band]
    }
    total = sum(able.values())
    if wanted is None or total <= wanted:
        return [(band, count) for band, count in able.items() if count]
    counts = dict.fromkeys(able, 0)
    for _ in range(wanted):
        open_bands = [band for band in able if counts[band] < able[band]]
        counts[max(open_bands, key=lambda band: demand[band] / (counts[band] + 1))] += 1
    return [(band, count) for band, count in counts.items() if count]


def _belongs(title: Title, band: str) -> bool:
    if not title.grade_band or not band:
        return not title.grade_band and not band
    return bool(grades_of(title.grade_band) & grades_of(band))


def _fill(
    titles: Sequence[Title], stock: dict[str, int], count: int, room: int, rules: RotationRules
) -> list[dict[str, int]]:
    """Fill `count` sets of `room` books, taking copies from the stock."""
    shelves: list[dict[str, int]] = [{} for _ in range(count)]
    used = [0] * count
    common: dict[tuple[int, int], int] = defaultdict(int)
    limit = _may_share(room, rules)
    for title in sorted(titles, key=lambda title: (-stock[title.id], title.id)):
        holders: list[int] = []
        for k in sorted(range(count), key=lambda k: (used[k], k)):
            if stock[title.id] < LEAST_COPIES:
                break
            if used[k] + LEAST_COPIES > room:
                continue
            if any(common[min(k, other), max(k, other)] >= limit for other in holders):
                continue
            for other in holders:
                common[min(k, other), max(k, other)] += 1
            holders.append(k)
            shelves[k][title.id] = LEAST_COPIES
            used[k] += LEAST_COPIES
            stock[title.id] -= LEAST_COPIES
    for k, shelf in enumerate(shelves):
        for name in sorted(shelf, key=lambda name: (-stock[name], name)):
            more = min(stock[name], room - used[k], LEAST_COPIES)
            shelf[name] += more
            used[k] += more
            stock[name] -= more
    return shelves


def _may_share(room: int, rules: RotationRules) -> int:
    """Return how many titles two sets may share, if any follow each other within the last sets."""
    titles = room // LEAST_COPIES
    return rules.max_overlap_pct * titles // 100 // max(1, rules.last_sets)
