"""What every command answers under ``--format json``, as types.

The JSON Schemas in docs/schemas/answers are made of these by tools/answer_schemas.py, and a test
holds every command's answer against its schema. Nothing here is imported to run a command.
"""

from __future__ import annotations

from routeplan.cli.answers import folders, ledgers, plans
from routeplan.cli.answers.errors import ErrorAnswer
from routeplan.cli.answers.marks import From, Spread, spread_of

__all__ = ["ANSWERS", "ErrorAnswer", "From", "Spread", "spread_of"]

ANSWERS: dict[tuple[str, ...], type] = {
    ("init",): folders.InitAnswer,
    ("validate",): folders.ValidateAnswer,
    ("plan",): plans.PlanAnswer,
    ("check",): plans.CheckAnswer,
    ("publish",): plans.PublishAnswer,
    ("show",): plans.ShowAnswer,
    ("explain",): plans.ExplainAnswer,
    ("map",): plans.MapAnswer,
    ("export",): plans.ExportAnswer,
    ("report",): ledgers.ReportAnswer,
    ("rotate",): plans.RotateAnswer,
    ("coverage",): plans.CoverageAnswer,
    ("sweep",): plans.SweepAnswer,
    ("compare",): plans.CompareAnswer,
    ("doctor",): folders.DoctorAnswer,
    ("ledger", "record"): ledgers.RecordAnswer,
    ("ledger", "status"): ledgers.StatusAnswer,
    ("ledger", "where"): ledgers.WhereAnswer,
    ("ledger", "history"): ledgers.HistoryAnswer,
    ("ledger", "missing"): ledgers.MissingAnswer,
    ("ledger", "verify"): ledgers.VerifyAnswer,
    ("ledger", "undo"): ledgers.UndoAnswer,
    ("ledger", "export"): ledgers.LedgerExportAnswer,
    ("ledger", "import"): ledgers.LedgerImportAnswer,
    ("import", "sites"): folders.ImportSitesAnswer,
    ("import", "titles"): folders.ImportTitlesAnswer,
    ("import", "timetable"): folders.ImportTimetableAnswer,
    ("network", "build"): folders.NetworkAnswer,
    ("network", "info"): folders.NetworkAnswer,
    ("data", "fetch"): folders.FetchAnswer,
    ("data", "info"): folders.DataAnswer,
}
"""By the words of the command."""
