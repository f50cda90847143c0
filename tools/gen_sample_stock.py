"""Write the sample stock of the Hải Phòng example: titles that name no real book, and 40 sets.

Run `python -m tools.gen_sample_stock` from the repository root. Titles are called «Sách mẫu 0001»
and so on: nothing is known here of what the libraries own. The sets are made by
`routeplan.rotation.sets` as for any project, and start where the example's vehicles do. A test
compares the files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from routeplan.model import Collection, RotationRules, Title
from routeplan.model.tables import COLLECTIONS, TITLES
from routeplan.project import load, problem_or_raise
from routeplan.rotation.sets import Order, make_sets

FOLDER = Path(__file__).resolve().parent.parent / "data" / "haiphong" / "example"
# Number of sets, crates of each, where they are, theme, letter of their titles.
ORDERS = (
    (28, 7, "kho-lach-tray", "", "A"),
    (8, 10, "kho-lach-tray", "deposit", "B"),
    (4, 2, "ben-beo", "deposit", "C"),
)


def sample() -> tuple[tuple[Title, ...], tuple[Collection, ...]]:
    """Return all titles and all collections."""
    sites = problem_or_raise(load(FOLDER)).sites
    titles: list[Title] = []
    made: list[Collection] = []
    for count, crates, place, theme, letter in ORDERS:
        own = _titles(letter, len(titles), count * crates * 40)
        titles += own
        for one in make_sets(own, sites, RotationRules(), Order(count, crates, place)):
            number = len(made) + 1
            name = f"Bộ sách mẫu {number} (lớp {one.grade_band})"
            made.append(replace(one, id=f"BS-{number:02d}", name=name, theme=theme))
    return tuple(titles), tuple(made)


def _titles(letter: str, first: int, books: int) -> list[Title]:
    """Return sample titles with so many copies: every twentieth one is popular, every tenth new."""
    titles: list[Title] = []
    while books > 0:
        number = first + len(titles) + 1
        copies = 9 if len(titles) % 20 == 0 else 3
        band = "1-5" if len(titles) % 2 else "6-9"
        label = f"Sách mẫu {number:04d}"
        titles.append(
            Title(f"{letter}{number:04d}", label, "vi", band, copies, new=number % 10 == 0)
        )
        books -= copies
    return titles


def write() -> dict[str, bytes]:
    """Return the content of both files by name."""
    titles, collections = sample()
    title_rows = (
        (t.id, t.title, t.language, t.grade_band, t.copies, "yes" if t.new else "no")
        for t in titles
    )
    set_rows = (
        (
            one.id, one.name, ";".join(f"{name}:{copies}" for name, copies in one.titles),
            one.crates, one.grade_band, one.theme, one.location,
        )
        for one in collections
    )  # fmt: skip
    return {
        TITLES.file: _csv([column.name for column in TITLES.columns], title_rows),
        COLLECTIONS.file: _csv([column.name for column in COLLECTIONS.columns], set_rows),
    }


def _csv(header: list[str], rows: Iterable[tuple[object, ...]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


if __name__ == "__main__":
    for name, content in write().items():
        (FOLDER / name).write_bytes(content)
