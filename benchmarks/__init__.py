"""Measurements beside the code; run from the repository root as `python -m benchmarks.NAME`."""
