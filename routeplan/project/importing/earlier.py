"""What earlier imports wrote into each site, so that a cell edited since is recognised."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from routeplan.project.limits import parse_json, read_at_most

STATE_FILE = ".routeplan/imports.json"
_FORMAT = "routeplan/imports@1"


@dataclass
class Earlier:
    """Imported texts by site id and column, and the site id by the key of its row."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the state file's content."""
        data = {"format": _FORMAT, "ids": self.ids, "values": self.values}
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
        return f"{text}\n".encode()


def read_earlier(folder: Path) -> Earlier:
    """Return what earlier imports left; nothing where the state file is missing or damaged.

    Without it, cells that are filled count as edited, so nothing is ever lost.
    """
    try:
        data = parse_json(read_at_most(folder / STATE_FILE))
    except (OSError, ValueError):
        return Earlier()
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        return Earlier()
    values = {
        site: _texts(cells)
        for site, cells in _mapping(data.get("values")).items()
        if isinstance(cells, dict)
    }
    return Earlier(values, _texts(_mapping(data.get("ids"))))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: dict[str, Any]) -> dict[str, str]:
    return {key: text for key, text in value.items() if isinstance(text, str)}
