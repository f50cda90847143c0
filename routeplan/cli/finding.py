"""Finds the site that a user means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError

if TYPE_CHECKING:
    from datetime import date

    from routeplan.model import Problem


def find_site(problem: Problem, asked: str) -> str:
    """Return the id of the site that a user named by id or by name, with or without diacritics.

    Raises:
        RouteplanError: ``site-ambiguous`` or ``site-unknown``; the action names the nearest.
    """
    return find_named({site.id: site.name for site in problem.sites}, asked)


def find_named(names: Mapping[str, str], asked: str) -> str:
    """Return the id of the place that a user named; as `find_site`.

    Args:
        names: of the places, by id.
        asked: what the user wrote.
    """
    found = fitting(names, asked)
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(f"{names[place]} ({place})" for place in found[:8])
        raise CliError(
            "site-ambiguous",
            details={"choices": found[:8]},
            asked=asked,
            named=named,
            choices=", ".join(found[:8]),
        )
    matches = nearest(names, asked)
    shown = [f"{names[place]} ({place})" for place in matches]
    raise CliError(
        "site-unknown", details={"matches": matches}, asked=asked, near=", ".join(shown) or "–"
    )


def fitting(names: Mapping[str, str], asked: str) -> list[str]:
    """Return the ids of the places that `asked` names: one where it is clear, none or several."""
    from routeplan.geo.communes import fold

    if asked in names:
        return [asked]
    wanted = fold(asked)
    if not wanted:
        return []
    same = [place for place, name in names.items() if wanted in (fold(place), fold(name))]
    # Part of a name will do where it is whole words and fits one place alone.
    return same or [place for place, name in names.items() if f" {wanted} " in f" {fold(name)} "]


def nearest(names: Mapping[str, str], asked: str) -> list[str]:
    """Return the ids of four places at most that `asked` may have meant, the likeliest first."""
    from rapidfuzz import fuzz, process

    from routeplan.geo.communes import fold

    wanted = fold(asked)
    called = {place: fold(name) for place, name in names.items()}
    ids = {place: fold(place) for place in names}
    near = process.extract(wanted, called, scorer=fuzz.WRatio, limit=4, score_cutoff=70)
    # Part of an id proves nothing: a short one is in every word.
    near += process.extract(wanted, ids, scorer=fuzz.ratio, limit=4, score_cutoff=70)
    near.sort(key=lambda match: -match[1])
    return list(dict.fromkeys(place for _, _, place in near))[:4]


def find_vehicle(problem: Problem, asked: str) -> str:
    """Return the id of the vehicle that a user named by id or name, with or without diacritics.

    Raises:
        RouteplanError: ``vehicle-unknown``; the action names the nearest first, then all.
    """
    from rapidfuzz import fuzz, process

    from routeplan.geo.communes import fold

    if asked in problem.vehicle_by_id:
        return asked
    wanted = fold(asked)
    fitting = [v.id for v in problem.vehicles if wanted and wanted in (fold(v.id), fold(v.name))]
    if len(fitting) == 1:
        return fitting[0]
    words = {v.id: fold(f"{v.id} {v.name}") for v in problem.vehicles}
    near = process.extract(wanted, words, scorer=fuzz.WRatio, limit=None)
    ordered = [vehicle for _, _, vehicle in near]
    known = ", ".join([*ordered, *(v for v in words if v not in ordered)])
    raise CliError("vehicle-unknown", asked=asked, known=known)


def refuse_outside(problem: Problem, day: date | None) -> None:
    """Refuse a date outside the plan's weeks.

    Raises:
        RouteplanError: ``date-outside``.
    """
    if day is not None and day not in problem.dates:
        first, last = problem.dates[0].isoformat(), problem.dates[-1].isoformat()
        raise CliError("date-outside", day=day.isoformat(), first=first, last=last)
