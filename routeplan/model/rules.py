"""The rules of a service that are not the property of one site or vehicle.

Every default is one of the figures that are «to confirm»: overridable in routeplan.toml and shown
to the user as an assumption (docs/concepts.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from routeplan.model.errors import ModelError

_MOST_DAYS = 366
"""Of one duty; no crew is away for longer than a year."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Service-wide rules, in seconds, kilograms and counts.

    Args:
        lunch_s: length of the lunch break; 0 switches the rule off.
        lunch_from, lunch_to: span (s from midnight) that holds the whole break. A duty owes a
            lunch on each of its days on which it starts before `lunch_from` and ends after
            `lunch_to`. Lunch is taken while waiting at a stop or on a ferry, never in a visit.
        last_ferry_buffer_s: the vehicle is at the pier this long, beyond check-in, before the
            last sailing of the day.
        sunset_margin_s: boats that keep to daylight are in port this long before sunset.
        crate_kg: weight of a full crate, for `Vehicle.max_load_kg`.
        hand_crates: most crates that a crew carries by hand at any moment while its vehicle waits
            at a pier.
        overnight_max_days: most calendar days of one duty.
        public_holidays: take Vietnam's public holidays as days off.
        max_crossings: most ferries in a row on the way from one stop to the next.
        max_access_m: a road site farther than this from the road network is not reachable by road.
    """

    lunch_s: int = 3600
    lunch_from: int = 11 * 3600
    lunch_to: int = 13 * 3600 + 1800
    last_ferry_buffer_s: int = 1800
    sunset_margin_s: int = 3600
    crate_kg: int = 15
    hand_crates: int = 6
    overnight_max_days: int = 8
    public_holidays: bool = True
    max_access_m: int = 12_000
    max_crossings: int = 2

    def __post_init__(self) -> None:
        if self.lunch_s < 0 or self.lunch_from + self.lunch_s > self.lunch_to:
            raise ModelError("lunch", "the break does not fit between lunch_from and lunch_to")
        if min(self.last_ferry_buffer_s, self.sunset_margin_s, self.max_access_m) < 0:
            raise ModelError("rules", "a buffer or distance is negative")
        if self.hand_crates < 0:
            raise ModelError("hand_crates", f"{self.hand_crates} is negative")
        if self.crate_kg < 1:
            raise ModelError("crate_kg", "must be 1 or more")
        if not 1 <= self.overnight_max_days <= _MOST_DAYS:
            raise ModelError("overnight_max_days", f"must be 1 to {_MOST_DAYS}")
        if not 0 <= self.max_crossings <= 3:
            raise ModelError("max_crossings", "must be 0 to 3")


@dataclass(frozen=True, slots=True)
class Weights:
    """VND per unit in the last level of the objective; vehicles add their own costs.

    Args:
        per_hour, per_km: of duties, on top of what the vehicle costs.
        balance: per hour by which duties differ in length.
        irregular_day: for each visit off its service's usual weekday (see docs/concepts.md).
        change: for each visit that a re-plan moves although it could have stayed.
    """

    per_hour: int = 0
    per_km: int = 0
    balance: int = 0
    irregular_day: int = 50_000
    change: int = 50_000
