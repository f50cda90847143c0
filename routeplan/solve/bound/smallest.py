"""Pricing the smallest problem compiles what the bound runs (see `warming`)."""

from __future__ import annotations

from routeplan.solve.bound.lagrange import prepare


def compile_all() -> None:
    """Compile pricing, or load what was compiled before."""
    prepare()
