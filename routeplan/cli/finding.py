"""Finds the site that a user means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError
from routeplan.cli.texts import text

if TYPE_CHECKING:
    from routeplan.model import Problem


def find_site(problem: Problem, asked: str, language: str) -> str:
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
    if len(same) == 1:
        return same[0].id
    if same:
        choices = [site.id for site in same]
        named = ", ".join(f"{site.name} ({site.id})" for site in same)
        raise CliError(
            "site-ambiguous",
            details={"choices": choices},
            asked=asked,
            named=named,
            choices=", ".join(choices),
        )
    options = {site.id: fold(site.name) for site in problem.sites}
    options |= {f"{site.id}\n": fold(site.id) for site in problem.sites}
    near = process.extract(wanted, options, scorer=fuzz.WRatio, limit=8, score_cutoff=60)
    ids = list(dict.fromkeys(key.rstrip("\n") for _, _, key in near))[:4]
    names = [f"{problem.site_by_id[site_id].name} ({site_id})" for site_id in ids]
    raise CliError(
        "site-unknown",
        details={"matches": ids},
        asked=asked,
        near=text("did_you_mean", language, names=", ".join(names)) if names else "",
    )
