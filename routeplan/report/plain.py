"""Texts from tables made harmless for any document: one line, no controls, no direction tricks."""

from __future__ import annotations

import unicodedata
from typing import Any

from routeplan.model import Plan, plan_from_json, plan_to_json
from routeplan.model.marks import normalised

_LONGEST = 2_000
_UNSAFE = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def plain(text: str) -> str:
    """Return `text` composed, on one line, without characters that XML or a reader cannot bear."""
    composed = normalised("NFC", text)
    kept = (" " if unicodedata.category(c) in _UNSAFE else c for c in composed[:_LONGEST])
    return " ".join("".join(kept).split())


def plain_plan(plan: Plan) -> Plan:
    """Return a plan with every text in it made plain; lines of the map stay as they are."""
    data = plan_to_json(plan)
    kept = data.pop("geometries")
    return plan_from_json({**_plain(data), "geometries": kept})


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
