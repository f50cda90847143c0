"""Titles and collections: every copy exists, every crate is in one place, every set can travel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from routeplan.model import BOOK_NEEDS, CRATE_BOOKS, ModelError, ServiceKind, grades_of
from routeplan.project.checks.context import Context
from routeplan.project.tables import Record
from routeplan.project.text import nearest


def check_stock(context: Context) -> None:
    """Grades are spans, copies in collections exist, crates hold the books and have a place."""
    for record in (*context.of("titles"), *context.of("collections")):
        _check_grades(context, record)
    _check_copies(context)
    for record in context.of("collections"):
        _check_crates(context, record)
        _check_places(context, record)
    _check_use(context)


def _check_grades(context: Context, record: Record) -> None:
    try:
        grades_of(record["grade_band"] or "")
    except ModelError:
        context.at(record, "grade-band-invalid", "grade_band")


def _check_copies(context: Context) -> None:
    """Every title of a collection is in titles.csv, and with as many copies as all sets hold."""
    known = context.ids("titles")
    copies = {record["id"]: record for record in context.of("titles") if record["id"]}
    used: Counter[str] = Counter()
    for record in context.of("collections"):
        for title, count in (record["titles"] or {}).items():
            if title not in known:
                hint = nearest(title, sorted(known))
                context.at(record, "title-unknown", "titles", title, title=title, hint=hint)
                continue
            stock = copies.get(title)
            if stock is None or stock["copies"] is None:
                continue
            before = used[title]
            used[title] += count
            if used[title] > stock["copies"] >= before:
                context.at(
                    record,
                    "title-copies-exceeded",
                    "titles",
                    f"{title}:{count}",
                    title=title,
                    used=used[title],
                    copies=stock["copies"],
                    titles_file=stock.file,
                    titles_row=stock.row,
                )


def _check_crates(context: Context, record: Record) -> None:
    crates, titles = record["crates"], record["titles"]
    if crates == 0:
        context.at(record, "value-out-of-range", "crates", least=1, most=500)
    if not crates or not titles:
        return
    books = sum(titles.values())
    if books > crates * CRATE_BOOKS:
        needed = -(-books // CRATE_BOOKS)
        context.at(record, "crates-too-few", "crates", books=books, needed=needed)


def _check_places(context: Context, record: Record) -> None:
    """Each crate is in one place that the project has."""
    places, crates = record["location"], record["crates"]
    if not places or not crates:
        return
    known = context.ids("sites", "depots", "landings")
    for place in places:
        if place not in known:
            hint = nearest(place, sorted(known))
            context.at(record, "crate-place-unknown", "location", place, place=place, hint=hint)
    if len(places) == 1 and not any(places.values()):
        return
    where: dict[int, str] = {}
    for number, place in _placed(places):
        crate = f"{record['id']}/{number}"
        if number > crates:
            context.at(record, "crate-unknown", "location", crate=crate, crates=crates)
        elif number in where:
            first = where[number]
            context.at(
                record, "crate-two-places", "location", crate=crate, first=first, place=place
            )
        where.setdefault(number, place)
    lost = [number for number in range(1, crates + 1) if number not in where]
    if lost:
        listed = ", ".join(f"{record['id']}/{number}" for number in lost)
        context.at(record, "crate-without-place", "location", crates=listed)
    elif len(places) > 1:
        context.at(record, "collection-scattered", "location", name=record["name"] or record["id"])


def _placed(places: dict[str, tuple[int, ...]]) -> Iterator[tuple[int, str]]:
    return ((number, place) for place, numbers in places.items() for number in numbers)


def _check_use(context: Context) -> None:
    """Some exchange takes each set, and some set has what an exchange asks of its books."""
    exchanges = [r for r in context.services if r["service"] == ServiceKind.EXCHANGE]
    sets = context.of("collections")
    most = max((record["deliver_crates"] or 0 for record in exchanges), default=None)
    for record in sets:
        if most is not None and (record["crates"] or 0) > most:
            name = record["name"] or record["id"]
            context.at(record, "collection-too-large", "crates", name=name, most=most)
    if not sets:
        return
    themes = {
        word.strip()
        for record in sets
        for word in (record["theme"] or "").replace(",", ";").split(";")
    }
    for record in exchanges:
        lacking = sorted(((record["needs"] or frozenset()) & set(BOOK_NEEDS)) - themes)
        if lacking:
            site = record.texts.get("name") or record.texts.get("site", "")
            need = ", ".join(lacking)
            context.at(record, "book-need-no-set", "needs", site=site, need=need)
