"""What may be driven on and how fast, tag by tag."""

from __future__ import annotations

from pathlib import Path

import pytest

from routeplan.model import RouteplanError
from routeplan.network.osm.driving import country_at, load_driving, osm_profile
from routeplan.network.osm.reading import read_duration

DRIVING = load_driving()
VAN, MOTORBIKE = (DRIVING.profiles.index(name) for name in ("van", "motorbike"))


@pytest.mark.parametrize(
    ("tags", "van", "motorbike"),
    [
        ({"highway": "residential"}, (22, 22), (22, 22)),
        ({"highway": "primary"}, (45, 45), (40, 40)),
        ({"highway": "motorway"}, (75, 0), (0, 0)),
        ({"highway": "motorway", "oneway": "no"}, (75, 75), (0, 0)),
        ({"highway": "footway"}, (0, 0), (0, 0)),
        ({"highway": "path", "motorcycle": "yes"}, (0, 0), (12, 12)),
        ({"highway": "construction"}, (0, 0), (0, 0)),
        ({"highway": "primary", "maxspeed": "30"}, (30, 30), (30, 30)),
        ({"highway": "primary", "maxspeed": "20 mph"}, (32.18688,) * 2, (32.18688,) * 2),
        ({"highway": "primary", "maxspeed": "90"}, (45, 45), (40, 40)),
        ({"highway": "primary", "maxspeed:backward": "30"}, (45, 30), (40, 30)),
        ({"highway": "trunk", "maxspeed": "VN:urban"}, (50, 50), (45, 45)),
        ({"highway": "primary", "maxspeed": "none"}, (45, 45), (40, 40)),
        ({"highway": "residential", "oneway": "yes"}, (22, 0), (22, 0)),
        ({"highway": "residential", "oneway": "-1"}, (0, 22), (0, 22)),
        ({"highway": "residential", "oneway": "yes", "oneway:motorcycle": "no"}, (22, 0), (22, 22)),
        ({"highway": "residential", "oneway": "reversible"}, (0, 0), (0, 0)),
        ({"highway": "residential", "junction": "roundabout"}, (22, 0), (22, 0)),
        ({"highway": "residential", "access": "no"}, (0, 0), (0, 0)),
        ({"highway": "residential", "access": "no", "motorcycle": "yes"}, (0, 0), (22, 22)),
        ({"highway": "residential", "access": "no", "vehicle": "yes"}, (22, 22), (22, 22)),
        ({"highway": "residential", "motorcar": "no"}, (0, 0), (22, 22)),
        ({"highway": "residential", "maxwidth": "1.8"}, (0, 0), (22, 22)),
        ({"highway": "residential", "width": "2"}, (0, 0), (22, 22)),
        ({"highway": "residential", "width": "2,6 m"}, (22, 22), (22, 22)),
        ({"highway": "residential", "maxheight": "8'"}, (0, 0), (22, 22)),
        ({"highway": "residential", "maxweight": "2.5"}, (0, 0), (22, 22)),
        ({"highway": "primary", "surface": "gravel"}, (25, 25), (25, 25)),
        ({"highway": "track", "tracktype": "grade5"}, (0, 0), (10, 10)),
        ({"highway": "residential", "area": "yes"}, (0, 0), (0, 0)),
    ],
)  # fmt: skip
def test_speeds(
    tags: dict[str, str], van: tuple[float, float], motorbike: tuple[float, float]
) -> None:
    """Each tag that the table of speeds speaks of has its effect, on the right profile and way."""
    speeds = DRIVING.speeds(tags)
    assert speeds[VAN] == pytest.approx(van)
    assert speeds[MOTORBIKE] == pytest.approx(motorbike)


@pytest.mark.parametrize(
    ("tags", "van", "motorbike"),
    [
        ({}, False, False),
        ({"barrier": "bollard"}, True, False),
        ({"barrier": "stile"}, True, True),
        ({"barrier": "gate"}, False, False),
        ({"barrier": "gate", "access": "private"}, True, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False, False),
        ({"barrier": "gate", "maxwidth": "1.5"}, True, False),
    ],
)
def test_barriers(tags: dict[str, str], van: bool, motorbike: bool) -> None:
    """A bollard stops vans alone, a private gate everyone, an open gate nobody."""
    closed = DRIVING.closed(tags)
    assert (closed[VAN], closed[MOTORBIKE]) == (van, motorbike)


def test_countries_have_defaults_of_their_own() -> None:
    """Motorbikes may use motorways in Finland, not in Vietnam; places know their country."""
    motorway = {"highway": "motorway"}
    assert load_driving("VN").speeds(motorway)[MOTORBIKE] == (0, 0)
    assert load_driving("FI").speeds(motorway)[MOTORBIKE][0] == 60
    assert country_at(20.85, 106.68) == "VN"
    assert country_at(60.17, 24.94) == "FI"
    assert country_at(0, 0) is None


def test_own_speeds_lie_over_the_defaults(tmp_path: Path) -> None:
    """A project's own figures replace those they name, the country's too, and nothing else."""
    file = tmp_path / "speeds.toml"
    file.write_text("[classes]\nprimary = 33\nmotorway = 50\n", encoding="utf-8")
    own = load_driving("FI", file)
    assert own.speeds({"highway": "primary"})[VAN] == (33, 33)
    assert own.speeds({"highway": "motorway"})[VAN] == (50, 0)
    assert own.speeds({"highway": "residential"})[VAN] == (22, 22)


@pytest.mark.parametrize(
    "text", ["[classes", "[classes]\nprimary = 'fast'\n", "[classes]\nprimary = 400\n"]
)
def test_faulty_speeds_are_an_error_with_the_file(tmp_path: Path, text: str) -> None:
    """What is no TOML, no number or no speed is refused with the name of the file."""
    file = tmp_path / "speeds.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RouteplanError) as caught:
        load_driving(None, file)
    assert caught.value.code == "speeds-unreadable"
    assert file.name in caught.value.cause
    with pytest.raises(RouteplanError):
        load_driving(None, tmp_path / "absent.toml")


def test_profiles_without_a_table_drive_as_vans() -> None:
    """Crews are driven, and so is whatever a project invents."""
    assert [osm_profile(name) for name in ("crew", "motorbike", "minibus")] == [
        "van",
        "motorbike",
        "van",
    ]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("20", 20), ("0:45", 45), ("01:10", 70), ("00:20:00", 20), ("a while", None), (None, None)],
)
def test_durations_of_ferries(text: str | None, minutes: int | None) -> None:
    """The tag's three forms are read; prose is not."""
    assert read_duration(text) == minutes
