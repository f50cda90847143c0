"""The list of rules is whole, and the page that publishes it is current."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import routeplan.check
from routeplan.check import RULES, Rule
from tools import gen_rules_page

FOLDER = Path(routeplan.check.__file__).parent


def test_the_page_of_rules_is_current(root: Path) -> None:
    """docs/checker-rules.md is what the generator writes (run `python -m tools.gen_rules_page`)."""
    page = (root / "docs" / "checker-rules.md").read_text(encoding="utf-8")
    assert page == gen_rules_page.render()
    assert all(page.count(f"| `{rule.code}` |") == 1 for rule in RULES)


def test_every_rule_that_is_written_is_on_the_list() -> None:
    """A rule that nobody calls proves nothing."""
    written: set[str] = set()
    for module in pkgutil.iter_modules([str(FOLDER)]):
        members = vars(importlib.import_module(f"routeplan.check.{module.name}")).values()
        written |= {member.code for member in members if isinstance(member, Rule)}
    assert written == {rule.code for rule in RULES}


def test_codes_are_unique_kebab_case_and_meanings_are_sentences() -> None:
    """Codes are a contract with whoever reads `check --format json`."""
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", code) for code in codes)
    assert all(rule.meaning[0].isupper() and rule.meaning.endswith(".") for rule in RULES)
    assert all(rule.find.__name__ == rule.code.replace("-", "_") for rule in RULES)


def test_the_checker_reads_nothing_that_planners_read() -> None:
    """Neither the solver, nor the planner's reading of due visits, calendars and windows."""
    forbidden = ("routeplan.solve", "routeplan.project", "routeplan.model.availability")
    words = {"visit_by_id", "windows_on", "week_index", "sails_on", "valid_on", "available"}
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith(forbidden), file.name
                assert not words & {alias.name for alias in node.names}, file.name
            elif isinstance(node, ast.Import):
                assert not any(a.name.startswith(forbidden) for a in node.names), file.name
            elif isinstance(node, ast.Attribute):
                assert node.attr not in words, (file.name, node.attr)
