"""What the registry of formats refuses, and that no format knows another."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from routeplan.model import RouteplanError
from routeplan.report.exporting import DOCUMENTS, FORMATS, export, refuse_impossible
from routeplan.report.open_stops import open_stops
from tests.unit.report.document_sample import PHONE, material, phone_plan
from tests.unit.report.sample import sample_plan


def changed(**route: Any) -> Any:
    """Return the week with its first duty changed."""
    plan = sample_plan()
    return replace(plan, routes=(replace(plan.routes[0], **route), *plan.routes[1:]))


STRANGE_STOP = replace(sample_plan().routes[0].stops[0], site="nowhere")
PLACES = {"x": replace(sample_plan().places["kho"], lat=1e300)}


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        (replace(sample_plan(), start=date(1, 1, 1)), "start: 0001-01-01"),
        (replace(sample_plan(), weeks=99_999), "weeks: 99999"),
        (replace(sample_plan(), places=PLACES), "places.x"),
        (changed(end=2**52), "routes[0]"),
        (changed(date=date(9999, 12, 31)), "routes[0]: 9999-12-31"),
        (changed(depot="nowhere"), "routes[0].depot: nowhere"),
        (changed(stops=(STRANGE_STOP,)), "routes[0].stops[0].site: nowhere"),
    ],
)
def test_an_impossible_plan_is_refused(plan: Any, place: str) -> None:
    """With the place in the file, before anything is written."""
    with pytest.raises(RouteplanError, match="plan-beyond-documents") as caught:
        refuse_impossible(plan)
    assert place in caught.value.cause


def test_a_plan_is_written_in_every_format() -> None:
    """Paths are relative, and none is written twice."""
    paths = [path for _, files in export(material(), FORMATS) for path in files]
    assert len(set(paths)) == len(paths)
    assert not [path for path in paths if path.startswith("/") or ".." in path]


def test_phones_are_in_documents_alone() -> None:
    """What is not a document is read byte by byte."""
    for name, files in export(material(), set(FORMATS) - DOCUMENTS):
        assert not [path for path, data in files.items() if PHONE.encode() in data], name


def test_the_open_timetable_masks_phones_and_keeps_coordinates() -> None:
    """A number typed into a name goes; one that is a position stays."""
    rows = list(csv.DictReader(io.StringIO(open_stops(material(phone_plan())).decode())))
    assert len(rows) == sum(len(route.visits) for route in sample_plan().routes)
    assert "Nhà cô giáo, gọi …" in {row["stop"] for row in rows}
    assert all(106 < float(row["geox"]) < 108 for row in rows)
