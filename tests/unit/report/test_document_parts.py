"""Rounding, order of names, file names, plain texts and lines: what every document relies on."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.model.polyline import decode_line, encode_line
from routeplan.report.clocks import begins, ends, exact, inside, moment, span_text
from routeplan.report.file_names import file_names, slug
from routeplan.report.plain import plain, plain_plan
from routeplan.report.visit_rows import crate_text
from tests.unit.report.document_sample import HOSTILE, HOSTILE_SHOWN
from tests.unit.report.sample import sample_plan

DAY = date(2025, 12, 15)


@given(st.integers(-100_000, 300_000), st.integers(0, 50_000))
def test_times_are_rounded_outward(first: int, length: int) -> None:
    """What is on paper holds what is planned, and is at most five minutes wider on each side."""
    last = first + length
    start, end = begins(DAY, first), ends(DAY, last)
    assert start <= moment(DAY, first)
    assert moment(DAY, last) <= end
    assert moment(DAY, first - 299) <= start
    assert end <= moment(DAY, last + 299)
    assert start.second % 300 == end.second % 300 == 0


def test_times_past_midnight_name_their_day() -> None:
    """The second day of a duty is a date, never 25 o'clock."""
    assert span_text(begins(DAY, 23 * 3600), ends(DAY, 25 * 3600 + 1)) == "23:00–01:05 (16/12)"
    assert exact(DAY, 9 * 3600 + 16 * 60 + 59).clock == "09:16"


def test_what_is_allowed_is_rounded_inward() -> None:
    """A tide never seems longer on paper than it is; one that is too short is left out."""
    assert inside(((3601, 7199), (10_001, 10_099))) == ((3900, 6900),)


@given(st.lists(st.text(max_size=90), max_size=8))
def test_file_names_are_safe_and_apart(ids: list[str]) -> None:
    """Whatever the ids: plain letters, nothing hidden, no way out of the folder, no two alike."""
    names = file_names(ids)
    assert list(names) == list(dict.fromkeys(ids))
    allowed = set(string.ascii_letters + string.digits + "._-")
    assert all(
        set(name) <= allowed and name[0] != "." and len(name) < 100 for name in names.values()
    )
    assert len({name.casefold() for name in names.values()}) == len(names)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Đặc khu Cát Hải", "Dac-khu-Cat-Hai"), ("../../etc", "etc"), ("CON", "CON_"), ("…", "x")],
)
def test_a_slug_says_what_it_can(text: str, name: str) -> None:
    """Diacritics go, names that Windows keeps for itself get a tail."""
    assert slug(text) == name


def test_texts_become_plain() -> None:
    """Controls, line breaks and direction overrides go; letters and signs stay."""
    assert plain(HOSTILE) == HOSTILE_SHOWN
    assert plain("a\u202eb\ud800c\u200b") == "a b c"
    assert plain("Thu\u031b vie\u0323\u0302n") == "Thư viện"


def test_a_plain_plan_keeps_its_lines() -> None:
    """Names change, geometries do not."""
    plan = sample_plan()
    assert plain_plan(plan) == plan


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=20))
def test_lines_are_read_as_written(points: list[tuple[float, float]]) -> None:
    """Decoding gives every point back to five decimals."""
    found = decode_line(encode_line(points))
    assert len(found) == len(points)
    for (lat, lon), (at, on) in zip(points, found, strict=True):
        assert abs(lat - at) <= 0.51e-5
        assert abs(lon - on) <= 0.51e-5


@given(st.text(max_size=40))
def test_a_spoilt_line_ends_where_it_is_spoilt(text: str) -> None:
    """No text makes an error or a point off the globe."""
    assert all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in decode_line(text))


def test_crates_are_written_as_runs() -> None:
    """Neighbours are joined; ids of another form stay."""
    crates = ("KIDS-07/1", "KIDS-07/3", "KIDS-07/2", "KIDS-07/9", "A/1", "thùng đỏ")
    assert crate_text(crates) == "thùng đỏ, A/1, KIDS-07/1–3, KIDS-07/9"
