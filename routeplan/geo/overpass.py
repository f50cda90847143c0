"""Questions to an Overpass server through osmnx, with plain words when there is no network."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from routeplan.model import ExitCode, RouteplanError
from routeplan.project.messages import render

URL = "https://overpass-api.de/api"
URL_VARIABLE = "ROUTEPLAN_OVERPASS"
"""Environment variable that names another server."""

REACH_S = 15
ANSWER_S = 600


@contextmanager
def overpass(**settings: Any) -> Iterator[Any]:
    """Give osmnx with `settings` for the time of the block; its errors become ours.

    Raises:
        RouteplanError: ``network-unavailable`` (exit code 4) when the server cannot be reached or
            refuses; ``online-unexpected`` when its answer cannot be read.
    """
    own = os.environ.get(URL_VARIABLE)
    url = (own or URL).rstrip("/")
    _reach(url)
    import osmnx
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    wanted = {
        "overpass_url": url,
        # A server of one's own has no queue to ask about.
        "overpass_rate_limit": own is None,
        "requests_timeout": ANSWER_S,
        "use_cache": False,
        "log_file": False,
        **settings,
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    try:
        for name, value in wanted.items():
            setattr(osmnx.settings, name, value)
        yield osmnx
    except InsufficientResponseError as error:
        if isinstance(error.__cause__, ValueError):  # no JSON
            detail = _short(error.__cause__)
            raise _error("online-unexpected", url=url, detail=detail) from error
        raise _error("online-nothing", url=url) from error
    except (ResponseStatusCodeError, OSError) as error:
        raise _error("network-unavailable", url=url, why=_short(error)) from error
    except (ValueError, LookupError, TypeError) as error:
        raise _error(
            "online-unexpected", url=url, detail=f"{type(error).__name__}: {error}"
        ) from error
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)


def _reach(url: str) -> None:
    """Find out quickly that there is no network; osmnx would wait for minutes."""
    if not url.startswith(("https://", "http://")):
        raise _error("network-unavailable", url=url, why="http(s)")
    try:
        with urllib.request.urlopen(f"{url}/status", timeout=REACH_S):  # noqa: S310 - checked above
            pass
    except urllib.error.HTTPError:
        pass  # it answers
    except (OSError, ValueError) as error:
        why = _short(getattr(error, "reason", error))
        raise _error("network-unavailable", url=url, why=why) from error


def _short(error: object) -> str:
    return str(error).splitlines()[0].rstrip(".")[:200] if str(error) else type(error).__name__


def _error(code: str, **words: str) -> RouteplanError:
    cause, action = render(code, "en", words)
    return RouteplanError(code, cause, action, exit_code=ExitCode.MISSING_DATA, details=dict(words))
