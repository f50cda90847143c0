"""Names of compared figures, and figures as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count, islice, product
from string import ascii_uppercase

from routeplan.coverage.comparing import COVERAGE, FIGURES, Compared, Comparison
from routeplan.language import Catalogue, number, signed

TEXTS = Catalogue("timetables")
"""Of published timetables and of plans side by side."""

_COVERAGE = tuple(name for name in COVERAGE if name != "children")
"""Figures of coverage, in the order in which they stand; the number of children is no result."""

_COVERAGE_DECIMALS = {"children_reached": 0, "longest_gap_days": 0, "visits_per_100": 3}
"""Visits per 100 children are few: 0.006 against 0.008 is a third more."""

_DECIMALS = {"driving_min": 1, "distance_km": 1}
_ABSENT_WHERE_ZERO = ("ferry_min", "sailing_min", "irregular", "start_spread_min", "unassigned")


def labels(plans: int) -> list[str]:
    """Return what so many plans are called side by side: A (the base), B, …, Z, AA and so on."""
    names = ("".join(letters) for n in count(1) for letters in product(ascii_uppercase, repeat=n))
    return list(islice(names, plans))


def figure_rows(comparison: Comparison, language: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of the table of figures: the base, then each plan and B-A.

    Figures that are zero in every plan and say little then are left out.
    """
    every = (comparison.base, *comparison.others)
    base, *others = labels(len(every))
    header = [TEXTS.text("row.figure", language), base]
    for label in others:
        header += [label, f"{label} − {base}"]
    rows = []
    for name in FIGURES:
        if name in _ABSENT_WHERE_ZERO and not any(one.figures[name] for one in every):
            continue
        decimals = _DECIMALS.get(name, 0)
        row = [
            TEXTS.text(f"figure.{name}", language),
            number(comparison.base.figures[name], language, decimals),
        ]
        for one in comparison.others:
            row.append(number(one.figures[name], language, decimals))
            row.append(signed(one.differences[name], language, decimals))
        rows.append(row)
    if any((one.coverage or {}).get("children") for one in every):
        rows += [_coverage_row(every, name, language) for name in _COVERAGE]
    further: tuple[tuple[str, Callable[[Compared], str]], ...] = (
        ("saved", lambda one: _saved(one, language)),
        ("moved", lambda one: number(len(one.moved), language)),
        ("gained", lambda one: number(len(one.gained), language)),
        ("lost", lambda one: number(len(one.lost), language)),
    )
    for key, cell in further:
        cells = [text for one in comparison.others for text in (cell(one), "")]
        rows.append([TEXTS.text(f"row.{key}", language), "", *cells])
    return header, rows


def _coverage_row(every: Sequence[Compared], name: str, language: str) -> list[str]:
    values = [(one.coverage or {}).get(name) for one in every]
    decimals = _COVERAGE_DECIMALS.get(name, 2)
    row = [TEXTS.text(f"coverage.{name}", language), _known(values[0], language, decimals)]
    for value in values[1:]:
        row.append(_known(value, language, decimals))
        if value is None or values[0] is None:
            row.append("–")
        else:
            row.append(signed(value - values[0], language, decimals))
    return row


def _known(value: float | None, language: str, decimals: int) -> str:
    return "–" if value is None else number(value, language, decimals)


def _saved(one: Compared, language: str) -> str:
    saved = one.driving_saved_pct
    return "–" if saved is None else signed(saved, language, 1)


def words(language: str) -> Mapping[str, str]:
    """Return what the page says, by key, in `language`."""
    every = TEXTS.words(language)
    return {**every["page"], **every["row"]}
