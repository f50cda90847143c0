"""The tide predicted from harmonic constants by UTide (the extra ``routeplan[tides]``).

UTide gives the equilibrium argument and the nodal corrections of each constituent at each moment
(Codiga, 2011, Unified tidal analysis and prediction using the UTide Matlab functions; nodal
corrections after Foreman, 1977). This module hands it constants that a port authority published,
instead of those that UTide finds in a series.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from routeplan.model import DAY_S, ModelError, TidePoint, TideTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEP_S = 600
"""Heights are predicted this often. A tide of 2 m bends 2 mm off a line between them."""

CHUNK_DAYS = 14
"""UTide works on so many days at once; its arrays hold every satellite of every constituent."""

MEAN_LEVEL = "Z0"
MAIN = ("M2", "S2", "K1", "O1")
"""Without these four a prediction is no tide."""

_GREEK = {
    "α": "ALP", "β": "BET", "γ": "GAM", "ε": "EPS", "η": "ETA", "θ": "THE", "λ": "LDA", "μ": "MU",
    "ν": "NU", "π": "PI", "ρ": "RHO", "σ": "SIG", "τ": "TAU", "υ": "UPS", "φ": "PHI", "χ": "CHI",
    "ψ": "PSI", "µ": "MU",
}  # fmt: skip
_OTHERS = {"LAM2": "LDA2", "LAMBDA2": "LDA2", "RO1": "RHO1"}


@dataclass(frozen=True, slots=True)
class TideConstant:
    """One constituent at one station.

    Args:
        name: as UTide writes it, or ``Z0``.
        amplitude_m: metres; of ``Z0`` the mean level above chart datum.
        phase_deg: lag on the equilibrium tide at Greenwich.
        zone_h: time zone in which the lag is counted, hours east of Greenwich.
    """

    name: str
    amplitude_m: float
    phase_deg: float = 0.0
    zone_h: float = 0.0

    def __post_init__(self) -> None:
        least = -30.0 if self.name == MEAN_LEVEL else 0.0
        if not least <= self.amplitude_m <= 30.0:
            raise ModelError("amplitude_m", f"{self.amplitude_m} m is no amplitude of a tide")
        if not -360.0 <= self.phase_deg <= 720.0:
            raise ModelError("phase_deg", f"{self.phase_deg} is no angle in degrees")
        if not -14.0 <= self.zone_h <= 14.0:
            raise ModelError("phase_zone_h", f"{self.zone_h} h is no time zone")


def available() -> bool:
    """Tell whether the extra is installed."""
    return importlib.util.find_spec("utide") is not None


def constituents() -> frozenset[str]:
    """Return the names that UTide knows; the extra must be installed."""
    return frozenset(str(name) for name in _utide().constit_index_dict)


def constituent_name(text: str) -> str:
    """Return the name of a constituent as UTide writes it: ``m2`` is M2, ``ν2`` is NU2."""
    found = "".join(_GREEK.get(letter, letter) for letter in text.strip().lower()).upper()
    return _OTHERS.get(found, found)


def heights_m(
    constants: Iterable[TideConstant], lat: float, moments: Sequence[datetime]
) -> NDArray[np.float64]:
    """Return the height of the tide above chart datum at each moment.

    Args:
        constants: each constituent once, known to UTide.
        lat: latitude of the station in degrees; a few nodal corrections depend on it.
        moments: with a time zone.
    """
    import numpy as np

    utide = _utide()
    own = list(constants)
    tidal = [one for one in own if one.name != MEAN_LEVEL]
    mean = sum(one.amplitude_m for one in own if one.name == MEAN_LEVEL)
    days = np.array([_days(moment) for moment in moments])
    if not tidal or not len(days):
        return np.full(len(days), mean)
    # A lag counted in a zone's time is larger by what the constituent turns in that many hours.
    turn = [360.0 * float(utide.cycles_per_hour[one.name]) * one.zone_h for one in tidal]
    options = {
        "twodim": False,
        "nodiagn": True,
        "notrend": True,
        "prefilt": [],
        # Corrections and arguments at each moment, not at one for all.
        "nodsatlint": False,
        "nodsatnone": False,
        "gwchlint": False,
        "gwchnone": False,
    }
    numbers = np.array([utide.constit_index_dict[one.name] for one in tidal])
    coefficients = {
        "name": np.array([one.name for one in tidal]),
        "A": np.array([one.amplitude_m for one in tidal]),
        "g": np.array([one.phase_deg for one in tidal]) - turn,
        "mean": mean,
        "aux": {
            "opt": options,
            "reftime": float(days[0]),
            "frq": np.array([utide.cycles_per_hour[one.name] for one in tidal]),
            "lind": numbers,
            "lat": lat,
        },
    }
    found = utide.reconstruct(days, coefficients, epoch="python", verbose=False)
    heights: NDArray[np.float64] = np.asarray(found.h, dtype=np.float64)
    return heights


def predicted(
    station: str,
    constants: Sequence[TideConstant],
    lat: float,
    first: date,
    last: date,
    timezone: str,
) -> TideTable:
    """Return the tide from midnight of `first` to midnight after `last`, every ten minutes.

    Args:
        station: id of the station.
        constants: each constituent once, known to UTide.
        lat: latitude of the station in degrees.
        first: first date.
        last: last date.
        timezone: IANA name of the zone of the table's times.
    """
    zone = ZoneInfo(timezone)
    points: list[TidePoint] = []
    day = first
    while day <= last:
        until = min(day + timedelta(days=CHUNK_DAYS), last + timedelta(days=1))
        steps = range(0, (until - day).days * DAY_S, STEP_S)
        at = [(day + timedelta(days=k // DAY_S), k % DAY_S) for k in steps]
        if until > last:
            at.append((until, 0))
        midnights = {one: datetime.combine(one, time()) for one, _ in at}
        moments = [(midnights[one] + timedelta(seconds=s)).replace(tzinfo=zone) for one, s in at]
        found = heights_m(constants, lat, moments).round(3).tolist()
        points += [TidePoint(one, s, height) for (one, s), height in zip(at, found, strict=True)]
        day = until
    return TideTable(station, tuple(points))


def _utide() -> Any:
    """Return the module, which comes with the extra alone."""
    return importlib.import_module("utide")


def _days(moment: datetime) -> float:
    """Return days of UTC since the day before 1 January of the year 1, as UTide counts them."""
    utc = moment.astimezone(UTC)
    seconds = utc.hour * 3600 + utc.minute * 60 + utc.second
    return utc.toordinal() + seconds / DAY_S
