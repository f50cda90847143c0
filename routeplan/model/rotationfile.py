"""Rotations to JSON and back, without loss; a malformed file is named by the path inside it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from routeplan.model.planfile import PlanFormatError
from routeplan.model.planfile import _Reader as Reader
from routeplan.model.rotation import (
    ROTATION_SCHEMA,
    Exchange,
    Rotation,
    SetMove,
    UnmetExchange,
)


def rotation_to_json(rotation: Rotation) -> dict[str, Any]:
    """Return `rotation` as a JSON object with a fixed order of keys."""
    return {
        "schema": ROTATION_SCHEMA,
        "name": rotation.name,
        "start": rotation.start.isoformat(),
        "weeks": rotation.weeks,
        "since": rotation.since.isoformat(),
        "language": rotation.language,
        "repeat_pct": rotation.repeat_pct,
        "crates_via_depot": rotation.crates_via_depot,
        "exchanges": [_row(one) for one in rotation.exchanges],
        "moves": [_row(one) for one in rotation.moves],
        "unmet": [_row(one) for one in rotation.unmet],
        "start_positions": dict(sorted(rotation.start_positions.items())),
        "history": {site: list(had) for site, had in sorted(rotation.history.items())},
        "inputs": dict(sorted(rotation.inputs.items())),
    }


def _row(one: Exchange | SetMove | UnmetExchange) -> dict[str, Any]:
    row = asdict(one)
    return {
        key: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in row.items()
    }


def rotation_from_json(data: Any) -> Rotation:
    """Build a `Rotation` from a parsed rotation file.

    Raises:
        PlanFormatError: the object does not follow the schema; names the path.
    """
    root = Reader(data, "rotation")
    schema = root.text("schema")
    if schema != ROTATION_SCHEMA:
        raise PlanFormatError(f"schema is «{schema}», this version reads «{ROTATION_SCHEMA}»")
    return Rotation(
        name=root.text("name"),
        start=root.date("start"),
        weeks=root.integer("weeks"),
        since=root.date("since"),
        language=root.text("language"),
        repeat_pct=root.number("repeat_pct"),
        crates_via_depot=root.integer("crates_via_depot"),
        exchanges=tuple(_exchange(item) for item in root.children("exchanges")),
        moves=tuple(_move(item) for item in root.children("moves")),
        unmet=tuple(_unmet(item) for item in root.children("unmet")),
        start_positions=_texts(root.child("start_positions")),
        history={
            site: _names(root.child("history"), site) for site in root.child("history").object
        },
        inputs=_texts(root.child("inputs")),
    )


def _texts(item: Reader) -> dict[str, str]:
    return {name: item.text(name) for name in item.object}


def _names(item: Reader, key: str) -> tuple[str, ...]:
    names = item.array(key)
    if not all(isinstance(name, str) for name in names):
        raise PlanFormatError(f"{item.path}.{key} holds something other than text")
    return tuple(names)


def _exchange(item: Reader) -> Exchange:
    return Exchange(
        site=item.text("site"),
        service=item.text("service"),
        visit=item.text("visit"),
        date=item.date("date"),
        vehicle=item.text("vehicle"),
        delivered=item.optional_text("delivered"),
        picked=item.optional_text("picked"),
        crates_out=_names(item, "crates_out"),
        crates_in=_names(item, "crates_in"),
        origin=item.optional_text("origin"),
    )


def _move(item: Reader) -> SetMove:
    return SetMove(
        collection=item.text("collection"),
        crates=item.integer("crates"),
        origin=item.text("origin"),
        destination=item.text("destination"),
        picked_on=item.date("picked_on"),
        delivered_on=item.date("delivered_on"),
        via=_names(item, "via"),
    )


def _unmet(item: Reader) -> UnmetExchange:
    return UnmetExchange(
        site=item.text("site"),
        visit=item.text("visit"),
        code=item.text("code"),
        reason=item.text("reason"),
        missing=item.integer("missing"),
        action=item.text("action"),
    )
