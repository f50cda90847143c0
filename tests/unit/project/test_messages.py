"""The catalogue of findings is whole: every code used is in it, in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from routeplan.language import LANGUAGES
from routeplan.model import Severity
from routeplan.project.messages import TEXTS, Findings, failure, localise
from routeplan.project.severities import SEVERITIES

_CODE = re.compile(r'"([a-z]+(?:-[a-z0-9]+)+)"')


def words(template: str) -> set[str]:
    """Return the names to fill in."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(SEVERITIES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_said_in_sentences(code: str, language: str) -> None:
    """Cause and action end as sentences do, and an action has no gap that the cause cannot fill."""
    cause, action = (TEXTS.template(f"{code}.{part}", language) for part in ("cause", "action"))
    assert all(text.rstrip("»").endswith((".", "{first}")) for text in (cause, action))
    other = words(TEXTS.template(f"{code}.action", "en"))
    assert words(action) <= words(cause) | other


def test_no_code_is_missing_and_none_is_left_over(root: Path) -> None:
    """The codes in the catalogue are those that the package and the command line name."""
    folders = ("project", "cli", "coverage", "geo", "network", "rotation")
    sources = [p for f in folders for p in (root / "routeplan" / f).rglob("*.py")]
    named = {code for path in sources for code in _CODE.findall(path.read_text(encoding="utf-8"))}
    assert SEVERITIES.keys() - named == set()
    assert all(TEXTS.has(f"{code}.cause") for code in SEVERITIES)
    coded = {key.removesuffix(".cause") for key in sorted(TEXTS.keys()) if key.endswith(".cause")}
    assert coded == SEVERITIES.keys()


def test_findings_are_kept_once_errors_first() -> None:
    """The same finding twice is one; order is severity, file, row."""
    findings = Findings("en")
    findings.add("timetable-no-source", "b.csv", 3, id="x")
    findings.add("table-no-rows", "z.csv")
    findings.add("cell-empty", "a.csv", 9, "name")
    findings.add("cell-empty", "a.csv", 2, "name")
    findings.add("cell-empty", "a.csv", 2, "name")
    assert [(n.file, n.row) for n in findings.notices] == [
        ("a.csv", 2),
        ("a.csv", 9),
        ("z.csv", None),
        ("b.csv", 3),
    ]
    assert findings.has_errors
    assert findings.notices[-1].severity is Severity.INFO


def test_long_values_are_cut_in_sentences_and_braces_are_harmless() -> None:
    """A cell may hold anything: braces do not format, 10,000 letters do not flood the screen."""
    findings = Findings("vi")
    findings.add("cell-not-integer", "a.csv", 2, "pupils", "{0}{file.__class__}" + "x" * 10_000)
    (notice,) = findings.notices
    assert len(notice.cause) < 200
    assert "{0}{file.__class__}" in notice.cause
    assert len(notice.value or "") > 10_000


def test_errors_can_be_said_in_the_other_language() -> None:
    """An error raised in English is said again in Vietnamese from its details."""
    error = failure("folder-not-empty", path="du-an")
    assert "is not empty" in error.cause
    again = localise(error, "vi")
    assert (again.code, again.cause) == ("folder-not-empty", "du-an không trống.")
    assert again.exit_code == error.exit_code
