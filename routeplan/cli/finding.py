"""Finds the site that a user means."""

from __future__ import annotations

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
    from rapidfuzz import fuzz, process

    from routeplan.geo.communes import fold

    if asked in problem.site_by_id:
        return asked
    wanted = fold(asked)
    same = [s for s in problem.sites if wanted and wanted in (fold(s.id), fold(s.name))]
    if not same and wanted:
        # Part of a name will do where it is whole words and fits one site alone.
        same = [s for s in problem.sites if f" {wanted} " in f" {fold(s.name)} "]
    if len(same) == 1:
        return same[0].id
    if same:
        choices = [site.id for site in same[:8]]
        named = ", ".join(f"{site.name} ({site.id})" for site in same[:8])
        raise CliError(
            "site-ambiguous",
            details={"choices": choices},
            asked=asked,
            named=named,
            choices=", ".join(choices),
        )
    names = {site.id: fold(site.name) for site in problem.sites}
    ids = {site.id: fold(site.id) for site in problem.sites}
    near = process.extract(wanted, names, scorer=fuzz.WRatio, limit=4, score_cutoff=70)
    # Part of an id proves nothing: a short one is in every word.
    near += process.extract(wanted, ids, scorer=fuzz.ratio, limit=4, score_cutoff=70)
    near.sort(key=lambda match: -match[1])
    matches = list(dict.fromkeys(site_id for _, _, site_id in near))[:4]
    shown = [f"{problem.site_by_id[site_id].name} ({site_id})" for site_id in matches]
    raise CliError(
        "site-unknown",
        details={"matches": matches},
        asked=asked,
        near=", ".join(shown) or "–",
    )


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
