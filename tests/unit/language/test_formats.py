"""Numbers and dates are written as the Unicode locale data has them, and rounded by Python."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date, get_day_names
from babel.numbers import get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from routeplan.language import LANGUAGES, Catalogue, day_month, day_text, number, signed
from routeplan.language.formats import LOCALES


@pytest.mark.parametrize(
    ("language", "written"),
    [("vi", "1.234,5"), ("en", "1,234.5"), ("fr", "1.234,5"), (None, "1.234,5")],
)
def test_comma_and_point_change_places(language: str | None, written: str) -> None:
    """A language that routeplan does not speak is written as Vietnamese."""
    assert number(1234.5, language, 1) == written


@given(st.floats(-1e12, 1e12) | st.integers(-(10**15), 10**15), st.integers(0, 3))
def test_numbers_are_rounded_as_python_rounds(value: float, decimals: int) -> None:
    """The same digits in both languages, those of a format specification."""
    english = f"{value:,.{decimals}f}"
    assert number(value, "en", decimals) == english
    assert number(value, "vi", decimals) == english.translate(str.maketrans(",.", ".,"))


def test_zeros_at_the_end_can_be_left_out() -> None:
    """A height of 3.0 m is 3 m."""
    assert [number(h, "vi", 1, at_most=True) for h in (3.0, 2.96, 0.24)] == ["3", "3", "0,2"]


def test_what_is_no_number_is_said_as_it_is() -> None:
    """A hand-edited plan may hold anything; a summary of it ends no command."""
    assert number(float("nan"), "vi") == "nan"
    assert number(float("inf"), "en", 2) == "inf"


def test_a_difference_has_its_sign_and_none_is_0() -> None:
    """What is 0 after rounding has no sign."""
    assert [signed(x, "vi", 1) for x in (1234.5, -0.04, -1.26, 0)] == ["+1.234,5", "0", "−1,3", "0"]


@given(st.dates())
def test_dates_are_day_month_year(day: date) -> None:
    """As documents have it in both languages; the locale data agrees about the order."""
    assert day_text(day) == format_date(day, "dd/MM/yyyy", locale="vi")
    assert day_month(day) == format_date(day, "dd/MM", locale="en_GB")


def test_the_locale_data_writes_the_day_first() -> None:
    """Vietnamese and British short dates name day, month and year in this order."""
    for locale in LOCALES.values():
        digits = format_date(date(2025, 12, 15), "short", locale=locale).split("/")
        assert (digits[0], digits[1], digits[2][-2:]) == ("15", "12", "25")


@pytest.mark.parametrize("language", LANGUAGES)
def test_weekdays_are_called_as_in_the_locale_data(language: str) -> None:
    """The catalogues' names differ from it in capitals at most."""
    known = get_day_names("wide", locale=LOCALES[language])
    named = [
        [Catalogue("cli").text(f"weekday_{day}", language) for day in range(7)],
        [Catalogue("solve").text(f"weekday.{day}", language) for day in range(7)],
        Catalogue("documents").words(language)["weekdays"],
    ]
    for names in named:
        assert [name.casefold() for name in names] == [known[day].casefold() for day in range(7)]


@pytest.mark.parametrize("domain", ["map", "coverage"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_write_decimals_as_everything_else(domain: str, language: str) -> None:
    """The scripts of pages get the sign as a word."""
    assert Catalogue(domain).words(language)["decimal"] == get_decimal_symbol(LOCALES[language])
