"""The map of a plan, with the project's own communes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from routeplan.coverage import Coverage
    from routeplan.geo.areas import CommuneAreas
    from routeplan.model import Plan
    from routeplan.report import Shading


def draw(
    folder: Path,
    plan: Plan,
    language: str,
    *,
    tiles: str | None = None,
    coverage: Coverage | None = None,
) -> str:
    """Return the map of a plan, with the communes of the project `folder` where it has some.

    Args:
        folder: the project; only its communes are read.
        plan: what is drawn.
        language: ``vi`` or ``en``.
        tiles: address of map tiles that the reader may switch on.
        coverage: of the plan; the reader may shade the communes by its figures.
    """
    from routeplan.geo.areas import OFFICIAL_FILE, load_areas
    from routeplan.report import render_map

    own = None
    if (folder / OFFICIAL_FILE).is_file():
        own = _collection(load_areas(folder))
    return render_map(
        plan,
        communes=own,
        language=language,
        tiles=tiles,
        shading=None if coverage is None else shading_of(coverage, language),
    )


def shading_of(coverage: Coverage, language: str) -> Shading:
    """Return the figures of the coverage map, as the map of a plan shades communes by them."""
    from routeplan.coverage.choropleth import SHADED, breaks_of, value_of
    from routeplan.coverage.words import words_for
    from routeplan.report import ShadedFigure, Shading

    words = words_for(language)
    return Shading(
        figures=tuple(
            ShadedFigure(
                name=words[figure],
                unit=f" {words[f'unit_{figure}']}",
                breaks=breaks_of((value_of(u, figure) for u in coverage.communes), figure),
                values={unit.code: value_of(unit, figure) for unit in coverage.communes},
            )
            for figure in SHADED
        ),
        names={unit.code: unit.name for unit in coverage.communes},
    )


def _collection(areas: CommuneAreas) -> dict[str, Any]:
    """Return a project's own communes as GeoJSON with the names that the map writes."""
    from shapely.geometry import mapping

    from routeplan.geo.communes import commune_by_code

    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code,
                "name": commune_by_code()[code].name,
                "approximate": areas.approximate,
            },
            "geometry": mapping(geometry),
        }
        for code, geometry in areas.shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}
