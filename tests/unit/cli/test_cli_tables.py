"""Tables: plain in a pipe, drawn on a terminal, nothing cut off in either."""

from __future__ import annotations

import io
import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routeplan.cli.writing import print_lines, print_notice, print_table

HEADER = ("Điểm phục vụ", "Trẻ em", "Tiếp cận")
ROWS = (("Trụ sở đặc khu Bạch Long Vĩ", "≈ 685.305", "0,1"), ("Việt Hải", 9, None))


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


def shown(width: int, *, terminal: bool, numbers: tuple[int, ...] = (1, 2), **more: object) -> str:
    """What a table looks like in so many columns."""
    patch = pytest.MonkeyPatch()
    out = Terminal() if terminal else io.StringIO()
    with patch.context() as now:
        now.setattr(sys, "stdout", out)
        now.setenv("COLUMNS", str(width))
        now.setenv("NO_COLOR", "1")
        now.setenv("TERM", "xterm")
        header, rows = more.get("header", HEADER), more.get("rows", ROWS)
        print_table(header, rows, indent="  ", numbers=numbers)  # type: ignore[arg-type]
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())


def test_a_pipe_gets_plain_columns() -> None:
    """No line, no colour; numbers stand flush right."""
    assert shown(80, terminal=False) == (
        "  Điểm phục vụ                    Trẻ em  Tiếp cận\n"
        "  Trụ sở đặc khu Bạch Long Vĩ  ≈ 685.305       0,1\n"
        "  Việt Hải                             9\n"
    )


@pytest.mark.parametrize("width", [120, 80, 40])
def test_a_terminal_gets_a_drawn_table_that_fits(width: int) -> None:
    """Words move to the next line; a number stays whole."""
    lines = shown(width, terminal=True).splitlines()
    assert any("─" in line for line in lines)
    assert max(map(len, lines)) <= width
    assert any("≈ 685.305" in line for line in lines)
    assert (len(lines) > 4) == (width == 40)


def test_what_does_not_fit_becomes_paragraphs() -> None:
    """A terminal too narrow for the words has a line for each cell, long ones going on below."""
    assert shown(24, terminal=True) == (
        "  Trụ sở đặc khu Bạch\n    Long Vĩ\n"
        "    Trẻ em    ≈ 685.305\n    Tiếp cận  0,1\n"
        "  Việt Hải\n    Trẻ em    9\n"
    )


def test_heads_of_numbers_give_way_to_names() -> None:
    """«biên giới» is one word to its readers: it stays on one line while a head can move."""
    heads = ("Nội dung", "Đến hạn", "Kế hoạch", "Thực hiện", "%", "Ngoài KH", "Chưa phục vụ")
    rows = [("biên giới", 10, 10, 9, "90,0", 0, 1), ("đặc biệt khó khăn", 10, 10, 9, "90,0", 0, 1)]
    told = shown(60, terminal=True, numbers=tuple(range(1, 7)), header=heads, rows=rows)
    assert "biên giới" in told
    assert "đặc biệt khó khăn" in told
    assert max(map(len, told.splitlines())) <= 60


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "M")), max_size=12)


@example(rows=[("", "", "0")], header=("0", "、、", ""), width=13)  # two columns a letter
@given(
    rows=st.lists(st.tuples(words, words, words), max_size=4),
    header=st.tuples(words, words, words),
    width=st.integers(10, 130),
)
def test_every_word_of_every_cell_is_there(
    rows: list[tuple[str, str, str]], header: tuple[str, str, str], width: int
) -> None:
    """Whatever the width: no word is cut off, and none is lost."""
    out = unicodedata.normalize("NFC", shown(width, terminal=True, header=header, rows=rows))
    told = "".join(out.replace("─", "").split())
    # A paragraph has no head for its first cell, nor for a cell that is empty.
    heads = header if rows and "─" in out else ()
    for cell in (*heads, *(cell for row in rows for cell in row)):
        for word in unicodedata.normalize("NFC", cell).split():
            if "─" not in word:
                assert word in out or word in told


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("notice", [True, False])
@given(
    words=st.lists(st.text("aăâbcdđeê-/", min_size=1, max_size=12), max_size=30),
    indent=st.integers(0, 4),
)
def test_a_terminal_breaks_lines_between_words(
    terminal: bool, notice: bool, words: list[str], indent: int
) -> None:
    """Every line fits, the words are all there and whole; a pipe has the line as it is."""
    line = " " * indent + " ".join(words)
    out = Terminal() if terminal else io.StringIO()
    with pytest.MonkeyPatch.context() as now:
        now.setattr(sys, "stderr" if notice else "stdout", out)
        now.setenv("COLUMNS", "40")
        if notice:
            print_notice(line)
        else:
            print_lines([line])
    told = out.getvalue()
    assert told.split() == words
    assert told.endswith("\n")
    if terminal:
        assert max(map(len, told.splitlines())) <= 40
    else:
        assert told == line.rstrip() + "\n"
