"""Findings in words: the same in every language but for the words, and never an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routeplan.check import check_plan
from routeplan.check.rotation import check_rotation
from routeplan.check.words import Amount, Several, at, hours, lasting, say
from routeplan.language import LANGUAGES
from routeplan.model import Window
from tests.unit.check.test_rotation_rules import EDITS, GOOD, STOCK
from tests.unit.check.test_rules import CASES, IDS, WEEK, Case
from tests.unit.check.town import Town, hm, make_town

ENGLISH = {"the", "of", "is", "are", "at", "to", "from", "on", "lasts", "says", "min", "leaves",
           "stop", "leg"}  # fmt: skip
"""Words of English findings; no Vietnamese word is spelt so."""


@pytest.fixture(scope="module")
def town() -> Town:
    """A week that keeps every rule."""
    return make_town()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_finding_is_the_same_in_vietnamese_but_for_its_words(town: Town, case: Case) -> None:
    """Codes and places stay; no word of the English message is left over."""
    broken = case.breaks(town)
    english = check_plan(broken.problem, broken.travel, broken.plan)
    vietnamese = check_plan(broken.problem, broken.travel, broken.plan, language="vi")
    assert [(v.code, v.where) for v in vietnamese] == [(v.code, v.where) for v in english]
    for one, other in zip(english, vietnamese, strict=True):
        assert one.message != other.message
        assert not ENGLISH & set(other.message.split())


@pytest.mark.parametrize("code", EDITS)
def test_findings_about_rotations_are_the_same_in_vietnamese(code: str) -> None:
    """Codes and places stay, as with plans."""
    broken = EDITS[code](GOOD)
    english = check_rotation(STOCK.problem, STOCK.plan, broken)
    vietnamese = check_rotation(STOCK.problem, STOCK.plan, broken, language="vi")
    assert english
    assert [(v.code, v.where) for v in vietnamese] == [(v.code, v.where) for v in english]
    for one, other in zip(english, vietnamese, strict=True):
        assert one.message != other.message
        assert not ENGLISH & set(other.message.split())


def test_a_vietnamese_finding_names_clock_times_weekdays_and_dates(town: Town) -> None:
    """As Vietnamese has them: dates day first, lengths in «phút» and «giây»."""
    late = town.service("S-DAO/mobile", windows=(Window(hm("13:00"), hm("14:29:59")),))
    (found,) = check_plan(late.problem, late.travel, late.plan, language="vi")
    assert found.where == f"VAN-1 2026-12-01 stop 2 (S-DAO/mobile/{WEEK})"
    assert found.message == "mở cửa từ 13:00 đến 14:30, khung giờ thứ Ba: 13:00-14:29:59"
    assert say("duty-twice", duties=2).text("vi") == "có 2 chuyến bắt đầu ngày này"
    assert say("sailing-unknown.day", crossing="PHA", day=date(2026, 12, 4)).text("vi") == (
        "tuyến PHA không chạy ngày 04/12/2026"
    )
    assert lasting(4501).text("vi") == "75 phút 1 giây"
    assert at(hm("08:00", 1)).text("vi") == "08:00 (+1 ngày)"
    assert str(at(hm("08:00", 1))) == "08:00+1d"
    wishes = Several((date(2026, 12, 4), "VAN-1"), "or", spoken=True)
    assert [wishes.text(one) for one in ("en", "vi")] == [
        "2026-12-04 or VAN-1",
        "04/12/2026 hoặc VAN-1",
    ]
    assert hours((), none="never").text("vi") == "không lúc nào"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_too_large_for_a_finding(town: Town, language: str) -> None:
    """A file edited by hand may say anything of cost and distance."""
    summary = replace(town.plan.summary, cost=10**400, distance_km=float("inf"), driving_min=10**20)
    plan = replace(town.plan, summary=summary)
    found = check_plan(town.problem, town.travel, plan, language=language)
    assert {"cost-wrong", "distance-wrong", "minutes-wrong"} <= {one.code for one in found}
    assert Amount(float("nan")).text(language) == "nan"


def test_numbers_have_the_separators_of_their_language() -> None:
    """A point for thousands and a comma for decimals in Vietnamese, and the other way round."""
    both = [Amount(1234567).text(one) for one in ("en", "vi")]
    assert both == ["1,234,567", "1.234.567"]
    assert [Amount(1.5, 3, even=True).text(one) for one in ("en", "vi")] == ["1.500", "1,500"]
