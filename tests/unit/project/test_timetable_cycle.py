"""Rules, cycles, vans, services and depots of timetables, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routeplan.model import RouteplanError
from routeplan.project.messages import Findings
from routeplan.project.timetable import legs as legs_module
from routeplan.project.timetable.cycle import cycle_weeks, published_cycle
from routeplan.project.timetable.depots import assumed_depots, given_depot
from routeplan.project.timetable.legs import read_legs
from routeplan.project.timetable.recurrence import (
    Recurrence,
    RecurrenceError,
    on_weekday,
    read_rules,
)
from tests.timetables import read, row, timetable, tour

MONDAY = date(2024, 1, 1)


def _dates(rule: str, start: str = "2024-01-01", weeks: int = 10) -> list[str]:
    first = date.fromisoformat(start)
    recurrence = Recurrence(read_rules(rule), first)
    return [d.strftime("%m-%d") for d in recurrence.dates(first, first + timedelta(weeks=weeks))]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=3"),
        ("RRULE:FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("freq=weekly; interval = 2", "FREQ=WEEKLY;INTERVAL=2"),
        ("INTERVAL=2;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2"),
        ("FREQ=WEEKLY;UNTIL=2024-06-30", "FREQ=WEEKLY;UNTIL=20240630"),
        ("FREQ=WEEKLY;UNTIL=20240630T235959Z", "FREQ=WEEKLY;UNTIL=20240630"),
        ("3", "FREQ=WEEKLY;INTERVAL=3"),
        ("every 4 weeks", "FREQ=WEEKLY;INTERVAL=4"),
        ("3-weekly", "FREQ=WEEKLY;INTERVAL=3"),
        ("Every 2nd week", "FREQ=WEEKLY;INTERVAL=2"),
        ("Fortnightly", "FREQ=WEEKLY;INTERVAL=2"),
        ("weekly", "FREQ=WEEKLY"),
        ("Monthly", "FREQ=MONTHLY"),
    ],
)
def test_rules_in_every_form(text: str, rule: str) -> None:
    """ICal rules with and without their name, numbers of weeks, and plain words."""
    assert [found.text for found in read_rules(text)] == [rule]


def test_several_rules() -> None:
    """Rules one after the other, however they are separated."""
    for text in (
        "FREQ=MONTHLY;BYDAY=1MO FREQ=MONTHLY;BYDAY=3MO",
        "RRULE:FREQ=MONTHLY;BYDAY=1MO\nRRULE:FREQ=MONTHLY;BYDAY=3MO",
        "FREQ=MONTHLY;BYDAY=1MO|FREQ=MONTHLY;BYDAY=3MO",
    ):
        assert [r.text for r in read_rules(text)] == [
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=MONTHLY;BYDAY=3MO",
        ]


def test_dates_of_rules() -> None:
    """What the rules of the schema mean, on the calendar of 2024."""
    assert _dates("FREQ=WEEKLY;INTERVAL=4") == ["01-01", "01-29", "02-26"]
    assert _dates("FREQ=MONTHLY;BYDAY=1MO") == ["01-01", "02-05", "03-04"]
    assert _dates("FREQ=MONTHLY;BYDAY=-1FR") == ["01-26", "02-23"]
    assert _dates("FREQ=MONTHLY;BYSETPOS=2;BYDAY=TU") == ["01-09", "02-13"]
    assert _dates("FREQ=WEEKLY;COUNT=2") == ["01-01", "01-08"]
    assert _dates("FREQ=WEEKLY;UNTIL=20240109") == ["01-01", "01-08"]
    assert _dates("FREQ=DAILY;INTERVAL=14;COUNT=3") == ["01-01", "01-15", "01-29"]


def test_day_and_start_that_differ() -> None:
    """A weekly rule starts with the first such weekday from the start on, not an interval later."""
    found = on_weekday(read_rules("3"), date(2024, 1, 3), (0,))
    assert found.dates(MONDAY, date(2024, 2, 1)) == (date(2024, 1, 8), date(2024, 1, 29))


def test_a_month_without_a_weekday() -> None:
    """A monthly rule without BYDAY means the same weekday of the month as its start."""
    found = on_weekday(read_rules("monthly"), date(2024, 1, 16), (1,))
    assert found.rules[0].text == "FREQ=MONTHLY;BYDAY=3TU"


@pytest.mark.parametrize(
    ("intervals", "weeks"),
    [([2], 2), ([2, 3], 6), ([1, 4], 4), ([3, 4], 12), ([5, 5, 4, 3], 5), ([52], 12), ([2, 52], 2)],
)
def test_weeks_of_a_cycle(intervals: list[int], weeks: int) -> None:
    """The least common multiple, up to twelve; else what most rows fit into."""
    assert cycle_weeks(intervals) == weeks


def test_months_on_four_weeks() -> None:
    """Every n-th weekday of the month is in its week of the cycle, whatever the month."""
    rows, _ = read(
        [
            row(stop="1MO", frequency="FREQ=MONTHLY;BYDAY=1MO"),
            row(stop="2TU", day="Tuesday", frequency="FREQ=MONTHLY;BYDAY=2TU"),
            row(stop="-1FR", day="Friday", frequency="FREQ=MONTHLY;BYDAY=-1FR"),
        ]
    )
    cycle = published_cycle(rows)
    assert cycle.weeks == 4
    places = [((v.date - cycle.start).days, v.row.texts["stop"]) for v in cycle.visits]
    assert places == [(0, "1MO"), (8, "2TU"), (25, "-1FR")]


def test_the_first_week_is_one_in_which_all_rows_hold() -> None:
    """Rows that start later are waited for; a week of exceptions is avoided; --start decides."""
    rows, _ = read(
        [
            row(stop="A", start="2024-01-08", exceptions="2024-02-05"),
            row(stop="B", start="2024-02-05"),
        ]
    )
    cycle = published_cycle(rows)
    assert cycle.start == date(2024, 2, 12)
    assert published_cycle(rows, date(2024, 2, 7)).start == date(2024, 2, 5)
    left_out = [v.left_out for v in published_cycle(rows, date(2024, 2, 7)).visits]
    assert left_out == [True, False]


def test_services_of_places() -> None:
    """Regular visits are one service; what is not becomes sites that keep their weekdays."""
    eleven = {"arrival": "11:00", "departure": "11:30", "east": 2}
    found, _ = timetable(
        [
            row(stop="Fortnight"),
            row(stop="Twice", day="Tuesday", start="2024-01-09", frequency="FREQ=WEEKLY", east=1),
            row(stop="Twice", day="Friday", start="2024-01-12", frequency="FREQ=WEEKLY", east=1),
            row(stop="Turns", day="Monday", start="2024-01-08", **eleven),
            row(stop="Turns", day="Thursday", start="2024-01-18", **eleven),
            row(stop="Odd", day="Wednesday", start="2024-01-10", east=3),
            row(stop="Odd", day="Thursday", start="2024-01-11", east=3),
        ]
    )  # fmt: skip
    owed = {
        stop.id: (stop.interval_weeks, stop.visits_per_cycle, sorted(stop.weekdays))
        for stop in found.stops
    }
    assert owed == {
        "fortnight-upper-madeup": (2, None, []),
        "twice-upper-madeup": (None, 4, []),
        "turns-upper-madeup": (1, None, []),
        "odd-upper-madeup": (2, None, [2]),
        "odd-upper-madeup-2": (2, None, [3]),
    }


def test_vans_without_names_and_at_two_places() -> None:
    """Routes that meet need two vans; routes on other days, and one stop too long, do not."""
    found, findings = timetable([row(mobile="", route="A"), row(mobile="", route="B", east=2)])
    assert [van.name for van in found.vans] == ["Fictionshire 1", "Fictionshire 2"]
    assert [n.code for n in findings.notices] == ["timetable-no-mobile"]
    found, findings = timetable([row(route="A"), row(route="B", east=2, stop="Inn")])
    assert len(found.vans) == 2
    (notice,) = findings.notices
    assert notice.code == "timetable-mobile-split"
    assert "row 2" in notice.cause
    found, _ = timetable([row(route="A"), row(route="B", day="Tuesday", start="2024-01-09")])
    assert [van.name for van in found.vans] == ["Van"]


def test_overlapping_stops_of_one_van() -> None:
    """They are named with both rows; the later one is driven late."""
    found, findings = timetable(
        [row(), row(stop="Inn", east=1, arrival="10:20", departure="11:00")]
    )
    assert len(found.vans) == 1
    (notice,) = findings.notices
    assert (notice.code, notice.row, notice.severity.value) == ("timetable-overlap", 3, "warning")
    assert "row 2" in notice.cause
    assert "10:30" in notice.cause


def test_impossible_legs_and_repeated_rows() -> None:
    """A leg that no van drives is said, and a row that repeats another counts once."""
    _, findings = timetable(
        [row(), row(stop="Far", east=40, arrival="10:40", departure="11:00"), row()]
    )
    found = {n.code: n.row for n in findings.notices}
    assert found == {"timetable-leg-impossible": 3, "timetable-twice": 4}


def test_rows_that_are_over_or_come_later() -> None:
    """A row whose rules have ended is said and left out; one that comes later has its site."""
    found, findings = timetable(
        [
            row(stop="A"),
            row(stop="B", frequency="FREQ=WEEKLY;UNTIL=20231231", start="2023-06-05", east=1),
            row(stop="C", frequency="FREQ=WEEKLY;INTERVAL=26", start="2023-12-18", east=2),
        ],
        start=date(2024, 1, 8),
    )
    codes = {n.code: n.row for n in findings.notices}
    assert codes == {"timetable-over": 3, "timetable-later": 4}
    assert [stop.id for stop in found.stops] == ["a-upper-madeup", "c-upper-madeup"]


def test_depots() -> None:
    """The stop with the shortest first and last legs, by van; a given one serves all."""
    found, _ = timetable(tour())
    (depot,) = assumed_depots(found.vans, found.duties)
    # Green is the first stop of a duty that ends at Inn; Chapel and Bridge lie between.
    stems = {"Green": 9.85 + 5.83 + 8, "Chapel": 5.83 + 4.12 + 7.07}
    assert depot.at.startswith("Chapel")
    assert depot.stem_km == pytest.approx(stems["Chapel"], abs=0.1)
    (depot,) = given_depot(53.1, -2.5, found.vans, found.duties)
    assert depot.stem_km == pytest.approx(stems["Green"], abs=0.1)
    assert depot.at == ""


LEGS = """\
WKT,distance,duration,origin_stop_latitude,origin_stop_longitude,destination_stop_latitude,destination_stop_longitude
,1400,120,53.1,-2.5,53.108993,-2.5
"LINESTRING (-2.5 53.1, -2.4 53.1, -2.5 53.117986)",2600,180,,,,
,50,5,53.1,-2.5,53.1,-2.5
"""


def test_each_end_of_a_leg_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All legs between 300 stops have 300 ends; asked leg by leg that took minutes."""
    asked: list[tuple[float, float]] = []
    near = legs_module._is_near
    monkeypatch.setattr(
        legs_module, "_is_near", lambda end, stops: asked.append(end) or near(end, stops)
    )
    stops = [(53 + k / 100, -2.5) for k in range(6)]
    body = "".join(
        f"{2000 * abs(i - j)},{180 * abs(i - j)},{53 + i / 100},-2.5,{53 + j / 100},-2.5\n"
        for i in range(6)
        for j in range(6)
        if i != j
    )
    header = "distance,duration,origin_lat,origin_lon,destination_lat,destination_lon\n"
    assert read_legs("legs.csv", (header + body).encode(), stops).legs == 30
    assert sorted(asked) == stops


def test_legs() -> None:
    """Lengths and times are added up: 4 km of road on 3 km straight, in 5 minutes."""
    found = read_legs("legs.csv", LEGS.encode(), [(53.1, -2.5), (53.118, -2.5), (53.109, -2.5)])
    assert (found.factor, found.speed_kph, found.legs) == (1.333, 48.0, 2)


@pytest.mark.parametrize(
    ("text", "stops", "code"),
    [
        (LEGS, [(57.0, -2.0)], "legs-elsewhere"),
        ("a,b\n1,2\n", [(53.1, -2.5)], "legs-columns"),
        ("", [(53.1, -2.5)], "legs-columns"),
        (LEGS.replace("1400", "1.4").replace("2600", "2.6"), [(53.1, -2.5)], "legs-units"),
        (LEGS.splitlines()[0] + "\n,x,y,,,,\n", [(53.1, -2.5)], "legs-unreadable"),
    ],
)
def test_bad_legs(text: str, stops: list[tuple[float, float]], code: str) -> None:
    """Legs of other places, in other units or without what is needed are refused."""
    near = [*stops, (53.118, -2.5), (53.109, -2.5)] if code == "legs-units" else stops
    with pytest.raises(RouteplanError) as caught:
        read_legs("legs.csv", text.encode(), near)
    assert caught.value.code == code
    assert caught.value.action


def test_findings_speak_both_languages() -> None:
    """Every finding of a bad timetable has its words in Vietnamese as well."""
    from routeplan.project.timetable.rows import read_rows
    from tests.timetables import text

    findings = Findings("vi")
    read_rows("t.csv", text([row(), row(arrival="x"), row(frequency="?")]).encode(), findings)
    assert [n.row for n in findings.notices] == [3, 4]
    assert all("Dòng" in n.cause for n in findings.notices)


@settings(max_examples=settings().max_examples // 2)
@given(
    st.sampled_from(
        (
            "FREQ=WEEKLY;INTERVAL={}",
            "FREQ=WEEKLY;INTERVAL={};BYDAY=MO,TH",
            "FREQ=WEEKLY;INTERVAL={};BYDAY=SU;WKST=SU",
            "FREQ=DAILY;INTERVAL={}",
            "FREQ=DAILY;INTERVAL={};BYDAY=MO,TU",
        )
    ),
    st.integers(1, 9),
    st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    st.integers(0, 200),
)
def test_old_rules_need_not_be_counted_through(
    rule: str, interval: int, first: date, later: int
) -> None:
    """Dates found from a nearer start are those that counting from the first one gives."""
    recurrence = Recurrence(read_rules(rule.format(interval)), first)
    begin = first + timedelta(days=later)
    every = recurrence.dates(first, begin + timedelta(weeks=9))
    assert recurrence.dates(begin, begin + timedelta(weeks=9)) == tuple(
        day for day in every if day >= begin
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=3",
        "FREQ=WEEKLY;BYSETPOS=3;BYDAY=MO,TU",
        "FREQ=WEEKLY;BYDAY=2MO",
    ],
)
def test_rules_without_a_date_are_refused(rule: str) -> None:
    """31 February never comes; nobody is kept waiting for it."""
    with pytest.raises(RecurrenceError):
        read_rules(rule)
