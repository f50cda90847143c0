"""Launcher for a checkout that is not installed: `python cli.py` is `routeplan`."""

from routeplan.cli import main

if __name__ == "__main__":
    main()
