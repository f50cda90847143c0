"""What is known of a solved scenario: its figures, kept in one small file each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any

import routeplan
from routeplan.coverage.sweep.code import code_digest
from routeplan.coverage.sweep.grid import Change, Scenario, Sweep
from routeplan.project.files import write_text
from routeplan.project.limits import MEGABYTE, parse_json, read_at_most

RESULT_SCHEMA = "routeplan/sweep-result@1"
FIGURES = (
    "cost_vnd",
    "children",
    "children_reached",
    "worst_gap_days",
    "gap_open",
    "visits_due",
    "visits_planned",
    "required_missing",
    "duties",
    "driving_min",
    "sailing_min",
    "ferry_min",
    "distance_km",
    "service_min",
    "pupil_hours",
    "near_share",
    "access",
    "gini",
    "gini_access",
)
"""Of each solved scenario; docs/concepts.md says what they mean."""

_UNKNOWN_AT_TIMES = ("near_share", "access", "gini", "gini_access")
"""None where there are no children, or no service at all."""

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """A scenario and what became of it.

    Args:
        key: digest of all that decides the figures.
        figures: by `FIGURES`; empty where it failed.
        failed: code of why, empty where it is done. reason: the same in words.
        dominated: whether another scenario is no worse in cost, children reached and worst gap,
            and better in one of them.
    """

    name: str
    choices: tuple[tuple[str, str], ...]
    key: str
    figures: Figures = field(default_factory=dict)
    failed: str = ""
    reason: str = ""
    dominated: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as a JSON object, figures side by side with its name."""
        return {
            "name": self.name,
            "choices": dict(self.choices),
            "key": self.key,
            "status": "failed" if self.failed else "done",
            "failed": self.failed,
            "reason": self.reason,
            "dominated": self.dominated,
            **{name: self.figures.get(name) for name in FIGURES},
        }


def key_of(scenario: Scenario, sweep: Sweep, horizon: tuple[str, int], inputs: Figures) -> str:
    """Return the digest (32 hex digits) of a scenario's inputs, changes and options.

    Names and places in the sweep file are no part of it, so that a file may be rearranged.

    Args:
        scenario: its changes count.
        sweep: its iterations, seed and engine count.
        horizon: first day and number of weeks.
        inputs: SHA-256 by name of every file of the project that is read.
    """
    nothing = _without_keys(Change())
    read = {
        "schema": RESULT_SCHEMA,
        "version": routeplan.__version__,
        "code": code_digest(),
        "inputs": dict(sorted(inputs.items())),
        "changes": [one for one in map(_without_keys, scenario.changes) if one != nothing],
        "horizon": horizon,
        "options": (sweep.iterations, sweep.seed, sweep.engine),
    }
    text = json.dumps(read, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _without_keys(change: Change) -> dict[str, Any]:
    """Return a change without the places in the sweep file that messages name."""
    bare = replace(change, key="", cells=tuple(replace(one, key="") for one in change.cells))
    return asdict(bare)


def _is_figure(name: str, value: object) -> bool:
    """Tell whether a value may stand for a figure: a finite number, true or false, or nothing."""
    if name == "gap_open":
        return isinstance(value, bool)
    if value is None:
        return name in _UNKNOWN_AT_TIMES
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


class Store:
    """Results on disk: one file per key, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Return the file of a key."""
        return self._folder / f"{key}.json"

    def read(self, key: str) -> Figures | None:
        """Return the figures of a key, None where there are none that can be used."""
        try:
            data = parse_json(read_at_most(self.path(key), MEGABYTE))
        except (OSError, ValueError):
            return None
        if not isinstance(data, dict) or data.get("schema") != RESULT_SCHEMA:
            return None
        figures = data.get("figures")
        if data.get("key") != key or not isinstance(figures, dict) or set(figures) != {*FIGURES}:
            return None
        return figures if all(_is_figure(name, value) for name, value in figures.items()) else None

    def write(self, key: str, figures: Figures) -> None:
        """Keep the figures of a key."""
        data = {"schema": RESULT_SCHEMA, "key": key, "figures": dict(figures)}
        write_text(self.path(key), json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def with_dominance(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes with those marked that another one beats."""
    marks = [_aims(outcome) for outcome in outcomes]
    return tuple(
        replace(one, dominated=own is not None and _is_beaten(own, marks))
        for one, own in zip(outcomes, marks, strict=True)
    )


def _aims(outcome: Outcome) -> tuple[float, float, float] | None:
    """Return cost, children not reached and worst gap, all the less the better."""
    if outcome.failed:
        return None
    figures = outcome.figures
    return figures["cost_vnd"], -figures["children_reached"], figures["worst_gap_days"]


def _is_beaten(
    own: tuple[float, float, float], others: Sequence[tuple[float, float, float] | None]
) -> bool:
    return any(
        other is not None and other != own and all(a <= b for a, b in zip(other, own, strict=True))
        for other in others
    )
