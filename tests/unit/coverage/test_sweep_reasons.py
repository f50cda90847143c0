"""Why a scenario has no figures, in the language of the command."""

from __future__ import annotations

from typing import Any, cast

import pytest

import routeplan.check
import routeplan.solve
from routeplan.coverage.sweep.solving import Job, solve
from routeplan.coverage.sweep.words import failure, reason_of
from routeplan.model import RouteplanError, Violation


class NoWays:
    """Stands in for matrices that nobody looks into."""

    def travel(self, problem: object) -> object:
        """Return nothing that the stand-ins below would use."""
        return problem


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "The checker found 2 violations, first [lunch-missing] XE 2025-12-15: en."),
        ("vi", "Bộ kiểm tra thấy 2 vi phạm, trước hết là [lunch-missing] XE 2025-12-15: vi."),
    ],
)
def test_a_plan_that_the_checker_refuses_is_told_in_the_language_of_the_job(
    monkeypatch: pytest.MonkeyPatch, language: str, reason: str
) -> None:
    """The solver makes no such plan, so here the checker finds something anyway."""

    def refuse(*_: object, language: str) -> list[Violation]:
        return [Violation("lunch-missing", "XE 2025-12-15", language)] * 2

    monkeypatch.setattr(routeplan.check, "check_plan", refuse)
    monkeypatch.setattr(routeplan.solve, "make_plan", lambda *_, **__: None)
    matter = cast("Any", NoWays())
    answer = solve(Job("k", matter, matter, 1, 0, None, None, language=language))
    assert (answer.failed, answer.reason) == ("plan-rejected", reason)


def test_an_error_is_told_in_the_language_asked_for_as_far_as_it_can() -> None:
    """Errors of the sweep itself and findings about the project; others stay as they are."""
    lost = failure("sweep-backend-lost", reason="x")
    assert reason_of(lost, "en") == lost.cause != reason_of(lost, "vi")
    assert reason_of(RouteplanError("whatever", "as it is", ""), "vi") == "as it is"
