"""The map uses the communes of the project where there are some."""

from __future__ import annotations

import json
from pathlib import Path

from routeplan.cli.drawing import draw
from tests.unit.cli.test_cli_plan_files import small_plan


def test_the_projects_own_communes_are_drawn(tmp_path: Path) -> None:
    """Official polygons replace the approximate ones; names come from the unit's code."""
    approximate = draw(tmp_path, small_plan(), "en")
    ring = [[106.68, 20.83], [106.70, 20.83], [106.70, 20.85], [106.68, 20.85], [106.68, 20.83]]
    unit = {
        "type": "Feature",
        "properties": {"code": "11383"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    collection = {"type": "FeatureCollection", "features": [unit]}
    (tmp_path / "communes.geojson").write_text(json.dumps(collection), encoding="utf-8")
    official = draw(tmp_path, small_plan(), "en")
    assert "Lê Chân" in official
    assert "Kiến An" not in official
    assert "Kiến An" in approximate
