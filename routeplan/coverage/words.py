"""The names of the figures and the texts of the coverage map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routeplan.language import Catalogue, day_text

if TYPE_CHECKING:
    from routeplan.coverage.figures import Inspection, Method

TEXTS = Catalogue("coverage")


def words_for(language: str) -> Mapping[str, str]:
    """Return the texts in `language`; one that routeplan does not speak gets Vietnamese."""
    return TEXTS.words(language)


def near_text(method: Method, language: str) -> str:
    """Return what counts as near, and from how far a visit is reached."""
    return TEXTS.text(
        "near_note",
        language,
        walk=f"{method.walk_min:g}",
        boat=f"{method.boat_min:g}",
        catchment=f"{method.catchment_min:g}",
    )


def inspection_text(one: Inspection, language: str) -> str:
    """Return how a site stands with its inspection: never made, overdue, or due on a day."""
    if one.overdue_days is None:
        return TEXTS.text("inspection_never", language)
    if one.overdue_days:
        return TEXTS.text("inspection_overdue", language, days=one.overdue_days)
    return TEXTS.text("inspection_due", language, date=day_text(one.due) if one.due else "")
