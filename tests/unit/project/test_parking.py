"""Crews that leave their vehicle at a pier: what a project must say, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from routeplan.language import LANGUAGES

BOAT = {
    "depart": "07:00;16:00", "minutes": "30", "carries": "passenger", "valid_from": "2025-09-01",
    "valid_to": "2025-12-31", "source": "operator", "estimated": "no",
}  # fmt: skip
OUT = {"id": "do-ra", "from": "b-beo", "to": "b-viet-hai", **BOAT}
BACK = {"id": "do-vao", "from": "b-viet-hai", "to": "b-beo", **BOAT}


@pytest.fixture
def parking(folder: Any) -> Any:
    """A folder whose van may wait at Bến Bèo, from which a boat goes to Việt Hải and back."""
    folder.put("landings", 5, "park_at", "b-beo")
    folder.add("crossings", **OUT)
    folder.add("crossings", **BACK)
    return folder


def findings(folder: Any, language: str = "en") -> list[tuple[str, str, str, int | None]]:
    """Code, severity, file and row of every finding."""
    found = folder.load(language=language).notices
    return [(n.code, n.severity.value, n.file, n.row) for n in found]


def test_the_pier_is_read_into_the_problem(parking: Any) -> None:
    """The landing names where vehicles wait; the others name nothing."""
    project = parking.load()
    assert project.notices == ()
    parked = {landing.id: landing.park_at for landing in project.problem.landings}
    assert {name: pier for name, pier in parked.items() if pier} == {"b-viet-hai": "b-beo"}


def test_a_site_is_reached_by_the_crew_of_a_van_alone(parking: Any) -> None:
    """Without the boat Việt Hải is still in reach; without the pier it is not."""
    rows = [row for row in parking.rows("vehicles") if row[0] != "CANO"]
    parking.write("vehicles", rows)
    parking.put("sites", 4, "pinned", "")
    assert findings(parking) == []
    parking.put("landings", 5, "park_at", "")
    assert findings(parking) == [("site-no-vehicle", "error", "sites.csv", 4)]


def test_people_without_a_vehicle_reach_a_landing_by_ship(folder: Any) -> None:
    """A crew on foot needs no road, and no pier to leave anything at."""
    folder.put("vehicles", 3, "profile", "crew")
    folder.put("vehicles", 3, "depot", "k-lach-tray")
    assert findings(folder) == []


def test_more_crates_than_hands_carry_are_said(parking: Any) -> None:
    """The van holds 30 crates and the boat 10; by hand it is six, the rule's default."""
    parking.put("sites", 4, "pinned", "")
    parking.put("sites", 4, "deliver_crates", "7")
    assert findings(parking) == []
    parking.write("vehicles", [row for row in parking.rows("vehicles") if row[0] != "CANO"])
    assert findings(parking) == [("crates-over-capacity", "warning", "sites.csv", 4)]
    parking.text("routeplan.toml", (parking.path / "routeplan.toml").read_text("utf-8")
                 + "[rules]\nhand_crates = 7\n")  # fmt: skip
    assert findings(parking) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("missing", ["do-ra", "do-vao"])
def test_passengers_need_a_boat_both_ways(parking: Any, missing: str, language: str) -> None:
    """One direction, or one that takes vehicles alone, is not enough."""
    rows = parking.rows("crossings")
    parking.write("crossings", [row for row in rows if row[0] != missing])
    assert findings(parking, language) == [("park-no-crossing", "warning", "landings.csv", 5)]
    parking.write("crossings", rows)
    row = next(k for k, row in enumerate(rows, 1) if row[0] == missing)
    parking.put("crossings", row, "carries", "van")
    assert findings(parking, language) == [("park-no-crossing", "warning", "landings.csv", 5)]


def test_a_landing_may_be_its_own_pier(folder: Any) -> None:
    """Where a road leads to the landing, the crew goes on on foot from there, without a boat."""
    folder.put("landings", 5, "park_at", "b-viet-hai")
    assert findings(folder) == []
    (landing,) = (x for x in folder.load().problem.landings if x.park_at)
    assert landing.park_at == landing.id
