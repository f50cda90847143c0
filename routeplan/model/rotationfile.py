"""Rotations to JSON and back, without loss; a malformed file is named by the path inside it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from routeplan.model.jsonreader import Reader
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
    exchanges = exchanges_from_json(data)
    root = Reader(data, "rotation")
    history = root.child("history")
    return root.record(
        Rotation,
        exchanges=exchanges,
        moves=tuple(item.record(SetMove) for item in root.children("moves")),
        unmet=tuple(item.record(UnmetExchange) for item in root.children("unmet")),
        start_positions=root.named_texts("start_positions"),
        history={site: history.texts(site) for site in history.object},
        inputs=root.named_texts("inputs"),
    )


def exchanges_from_json(data: Any) -> tuple[Exchange, ...]:
    """Return what a parsed rotation file hands over, whatever else is in it.

    Raises:
        PlanFormatError: the object does not follow the schema; names the path.
    """
    root = Reader(data, "rotation")
    root.schema(ROTATION_SCHEMA)
    return tuple(item.record(Exchange) for item in root.children("exchanges"))
