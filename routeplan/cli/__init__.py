"""The command line: one module per command, errors in one place, heavy rooms imported late."""

from routeplan.cli.application import app, main

__all__ = ["app", "main"]
