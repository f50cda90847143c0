"""The look that all sheets of the workbook share: fonts, borders, A4 pages, repeated heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from routeplan.language import day_text
from routeplan.report.clocks import Moment
from routeplan.report.material import Material

FONT = "Times New Roman"
_LONGEST_CELL = 32_000
_MOST_BREAKS = 1_000
"""Excel allows 1,023 page breaks on a sheet."""

_A4 = 9
_PAGE_MM = 277.0
_PAGE_POINTS = 495.0
"""What A4 landscape leaves between the margins, a little less than all of it."""

_PER_WIDTH = {"strong": 0.95, "quiet": 1.15}
"""Letters to one unit of width, by style; a unit is one digit wide."""

_LINE_POINTS = 14.5
_HEAD_POINTS = 32
_BASE = {"font_name": FONT, "font_size": 11, "valign": "top", "text_wrap": True}
_BORDER = {"border": 1, "border_color": "#9AA5B1"}
STYLES: dict[str, dict[str, Any]] = {
    "text": {**_BASE, **_BORDER},
    "strong": {**_BASE, **_BORDER, "bold": True},
    "middle": {**_BASE, **_BORDER, "align": "center"},
    "number": {**_BASE, **_BORDER, "align": "center", "num_format": "#,##0"},
    "date": {**_BASE, **_BORDER, "align": "center", "num_format": "dd/mm/yyyy"},
    "time": {**_BASE, **_BORDER, "align": "center", "num_format": "hh:mm"},
    "fill": {**_BASE, **_BORDER, "bg_color": "#FFF8D6"},
    "fill_middle": {**_BASE, **_BORDER, "align": "center", "bg_color": "#FFF8D6"},
    "quiet": {**_BASE, **_BORDER, "font_color": "#52606D", "font_size": 9},
    "head": {
        **_BASE, **_BORDER, "bold": True, "align": "center", "valign": "vcenter",
        "bg_color": "#DCE6F1",
    },
    "band": {**_BASE, **_BORDER, "bold": True, "bg_color": "#EEF2F6", "valign": "vcenter"},
    "title": {**_BASE, "bold": True, "font_size": 15, "text_wrap": False},
    "note": {**_BASE, "font_color": "#3E4C59", "text_wrap": False},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a sheet: its title, its width (characters) and the style of its cells."""

    title: str
    width: float
    style: str = "text"


class Book:
    """A workbook in the making."""

    def __init__(self, inner: Any, material: Material) -> None:
        self.inner = inner
        self.material = material
        self.words = material.words

    @cached_property
    def styles(self) -> dict[str, Any]:
        """The cell formats by name."""
        return {name: self.inner.add_format(style) for name, style in STYLES.items()}

    def sheet(
        self, name: str, title: str, heads: Sequence[Head], *, notes: Sequence[str] = (),
        frozen: int = 0,
    ) -> Page:  # fmt: skip
        """Add a sheet with a title, notes below it and a repeated, frozen row of heads.

        Args:
            name: of its tab.
            title: above the table.
            heads: of the columns.
            notes: lines between title and heads.
            frozen: columns that stay in sight.

        All columns fit on a page in print. Excel's own «fit to page» would drop page breaks.
        """
        inner = self.inner.add_worksheet(name[:31])
        inner.set_landscape()
        inner.set_paper(_A4)
        inner.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        scale = print_scale(heads)
        inner.set_print_scale(scale)
        inner.hide_gridlines(2)
        label = self.material.title.replace("&", "&&")[:100]
        inner.set_header(f'&L&"{FONT},Regular"&9{label}&R&"{FONT},Regular"&9&A')
        page = str(self.words["page_of"]).format(page="&P", pages="&N")
        inner.set_footer(f'&C&"{FONT},Regular"&9{page}')
        for column, head in enumerate(heads):
            inner.set_column(column, column, head.width)
        page_ = Page(inner, self.styles, heads, _PAGE_POINTS * 100 / scale)
        page_.line(title, "title")
        for note in notes:
            page_.line(note, "note")
        for column, head in enumerate(heads):
            page_.put(page_.row, column, head.title, "head")
        page_.heads(frozen)
        return page_

    @property
    def period(self) -> str:
        """«Từ 15/12/2025 đến 21/12/2025»."""
        plan = self.material.plan
        return str(self.words["period"]).format(
            first=day_text(plan.start), last=day_text(self.material.last_day)
        )


def print_scale(heads: Sequence[Head]) -> int:
    """Return the per cent at which columns of these widths fill the width of an A4 page."""
    # A digit is 7.33 pixels wide; Excel rounds that down, LibreOffice does not.
    pixels = sum(7.4 * (head.width + 0.71) for head in heads)
    return max(10, min(100, int(98 * _PAGE_MM / (pixels * 25.4 / 96))))


def lines_needed(text: str, head: Head) -> int:
    """Return how many lines a text takes in a column, rather one too many than too few."""
    room, lines, used = max(head.width * _PER_WIDTH.get(head.style, 1.05), 1.0), 1, 0.0
    for word in text.split(" "):
        length = float(len(word))
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0.0
        if length > room:
            more = int(length // room)
            lines, length = lines + more, length - more * room
        used += length + (1 if used else 0)
    return lines


class Page:
    """A sheet that is filled from the top.

    Args:
        room: height of a printed page (points).
    """

    def __init__(
        self, inner: Any, styles: dict[str, Any], heads: Sequence[Head], room: float
    ) -> None:
        self.inner = inner
        self.row = 0
        self.head_row = 0
        self._styles = styles
        self._heads = heads
        self._room = room
        self._used = 0.0
        self._breaks: list[int] = []

    def line(self, text: str, style: str) -> None:
        """Write a line over the whole width, without a border."""
        self.put(self.row, 0, text, style)
        self._end_row(22 if style == "title" else 16)

    def heads(self, frozen: int) -> None:
        """Take the current row for that of the heads: frozen, and repeated on every page."""
        self.head_row = self.row
        self._end_row(_HEAD_POINTS)
        self.inner.freeze_panes(self.row, frozen)
        self.inner.repeat_rows(self.head_row)

    def band(self, text: str) -> None:
        """Write a heading inside the table."""
        look, last = self._styles["band"], len(self._heads) - 1
        if last:
            self.inner.merge_range(self.row, 0, self.row, last, "", look)
        self.put(self.row, 0, text, "band")
        self._end_row(20)

    def add(self, values: Sequence[object]) -> None:
        """Write a row, high enough for its longest text."""
        for column, (value, head) in enumerate(zip(values, self._heads, strict=True)):
            self.put(self.row, column, value, head.style)
        self._end_row(self.height(values))

    def height(self, values: Sequence[object]) -> float:
        """Return the height of a row (points)."""
        texts = [
            lines_needed(value, head)
            for value, head in zip(values, self._heads, strict=True)
            if isinstance(value, str)
        ]
        return _LINE_POINTS * max([1, *texts]) + 2

    def break_here(self) -> None:
        """Begin a new page in print, unless the table begins here."""
        if self.row > self.head_row + 1:
            self._breaks.append(self.row)
            self._used = _HEAD_POINTS

    def keep_together(self, rows: Sequence[Sequence[object]]) -> None:
        """Begin a new page in print where a heading and `rows` would not fit below each other."""
        block = 20 + sum(self.height(row) for row in rows)
        if self._used + block > self._room and block + _HEAD_POINTS <= self._room:
            self.break_here()

    def done(self) -> None:
        """Set what depends on the number of rows."""
        last = len(self._heads) - 1
        self.inner.print_area(0, 0, max(self.row - 1, self.head_row), last)
        if self._breaks:
            self.inner.set_h_pagebreaks(self._breaks[:_MOST_BREAKS])

    def _end_row(self, height: float) -> None:
        self.inner.set_row(self.row, height)
        self._used += height
        if self._used > self._room:
            self._used = _HEAD_POINTS + height
        self.row += 1

    def put(self, row: int, column: int, value: object, style: str) -> None:
        """Write one cell by the type of its value; a text is never anything but a text."""
        look = self._styles[style]
        if value is None or value == "":
            self.inner.write_blank(row, column, None, look)
        elif isinstance(value, Moment):
            self.inner.write_datetime(row, column, time(*divmod(value.second // 60, 60)), look)
        elif isinstance(value, date):
            # Excel's calendar begins in 1900 and ends in 9999.
            if value.year < 1900:
                self.inner.write_string(row, column, value.isoformat(), look)
            else:
                self.inner.write_datetime(row, column, datetime.combine(value, time()), look)
        elif isinstance(value, int | float):
            self.inner.write_number(row, column, value, look)
        else:
            self.inner.write_string(row, column, str(value)[:_LONGEST_CELL], look)
