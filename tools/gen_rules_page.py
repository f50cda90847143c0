"""Write docs/checker-rules.md from the list of rules in `routeplan.check`.

Run `python -m tools.gen_rules_page` from the repository root. A test compares the file.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from routeplan.check import RULES, Rule
from routeplan.check.rules_rotation import ROTATION_RULES

TARGET = Path(__file__).resolve().parent.parent / "docs" / "checker-rules.md"

INTRODUCTION = """\
# Rules of the checker

<!-- Written by tools/gen_rules_page.py from routeplan/check; do not edit. -->

`routeplan check PLAN` proves a plan, hand-edited ones too, against every rule below. What the words
mean exactly stands in [Concepts](concepts.md). A finding has the rule's code, the place (vehicle,
date, stop or leg) and a message with the figures. The checker derives due visits, calendars,
windows, clocks, loads and sailings from the tables of the project on its own; of the network it
asks single movements alone.
"""

ROTATION = """
## Rotations

A `rotation.json` beside the plan is proven with it. Every set is followed stop by stop, from what
the file says is handed over.

| code | what must hold |
|---|---|
"""

HEADINGS = {
    "rules_file": "The file",
    "rules_names": "Names",
    "rules_visits": "Visits",
    "rules_duties": "Duties",
    "rules_lunch": "Lunch",
    "rules_legs": "Legs",
    "rules_boats": "Boats",
    "rules_ferries": "Ferries and ships",
    "rules_on_foot": "Crews away from their vehicle",
    "rules_crates": "Crates",
    "rules_feeding": "Feeding",
    "rules_totals": "The summary",
    "rules_regular": "Regular visits and changes",
}
"""Headings by the module that holds the rules."""


def render() -> str:
    """Return the whole page."""
    by_topic = sorted(RULES, key=lambda rule: list(HEADINGS).index(_topic(rule)))
    parts = [INTRODUCTION]
    for topic, rules in groupby(by_topic, key=_topic):
        parts.append(f"\n## {HEADINGS[topic]}\n\n| code | what must hold |\n|---|---|\n")
        parts += [f"| `{rule.code}` | {rule.meaning} |\n" for rule in rules]
    parts.append(ROTATION)
    parts += [f"| `{rule.code}` | {rule.meaning} |\n" for rule in ROTATION_RULES]
    return "".join(parts)


def _topic(rule: Rule) -> str:
    return rule.find.__module__.rpartition(".")[2]


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8", newline="\n")
