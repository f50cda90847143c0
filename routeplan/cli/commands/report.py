"""`routeplan report`: planned against done."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command, date_option


class PeriodName(StrEnum):
    """Periods that are there."""

    WEEK = "week"
    TERM = "term"
    YEAR = "year"
    THREE_YEARS = "3y"
    FIVE_YEARS = "5y"


@command
def report(
    shared: Shared,
    period: Annotated[PeriodName, typer.Option("--period", help="How long it looks back.")],
    start: Annotated[
        date | None,
        date_option(
            "--start",
            "First day. Default: the week, term or calendar years of the project's start.",
        ),
    ] = None,
) -> None:
    """Hold what was planned against what was done, by group and place, with the reasons.

    Planned is what the published plans have, done what the ledger has.

    Examples:
        routeplan report --period term
        routeplan report --period year --start 2026-01-01 --format csv > year.csv
    """
    from routeplan.cli.periods import run_report
    from routeplan.rotation.ledger.periods import Period

    run_report(shared, Period(period.value), start)
