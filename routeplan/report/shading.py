"""Communes shaded by figures: what the map needs to know of coverage, whoever measured it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShadedFigure:
    """One figure that communes can be shaded by.

    Args:
        name: as readers see it, in the map's language.
        unit: written after each value, with its space: " %", " min"; empty for plain counts.
        breaks: upper ends of the classes above zero, ascending; empty where all are zero.
        values: by code of the commune; None where there is no figure.
    """

    name: str
    unit: str
    breaks: tuple[float, ...]
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Shading:
    """Figures of which the reader chooses one, the first at the start.

    Args:
        figures: at least one.
        names: of the communes, by code.
    """

    figures: tuple[ShadedFigure, ...]
    names: Mapping[str, str]


def shading_payload(shading: Shading, communes: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the shading as the page reads it, None where no figure is of a drawn commune.

    Only communes that some figure speaks of are shaded; so a map stays small.

    Args:
        shading: what is shown.
        communes: GeoJSON polygons with the property ``code``, in degrees.
    """
    import shapely
    from shapely.geometry import shape

    from routeplan.report.base_map import BORDER_TOLERANCE_DEG, encode_rings

    spoken_of = {code for figure in shading.figures for code in figure.values}
    drawn = {
        str(feature["properties"]["code"]): shape(feature["geometry"])
        for feature in communes["features"]
        if str((feature.get("properties") or {}).get("code")) in spoken_of
    }
    if not drawn:
        return None
    shapes = list(drawn.values())
    if shapely.coverage_is_valid(shapes):
        shapes = list(shapely.coverage_simplify(shapes, BORDER_TOLERANCE_DEG))
    return {
        "areas": {
            code: {"name": shading.names.get(code, code), "rings": encode_rings(area)}
            for code, area in sorted(zip(drawn, shapes, strict=True), key=lambda pair: pair[0])
        },
        "figures": [
            {
                "name": figure.name,
                "unit": figure.unit,
                "breaks": list(figure.breaks),
                "values": {
                    code: None if value is None else round(value, 2)
                    for code, value in sorted(figure.values.items())
                },
            }
            for figure in shading.figures
        ],
    }
