"""routeplan.toml: what belongs to the whole project, with line-precise findings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from typing import Any, TypeVar

from routeplan.language import DEFAULT_LANGUAGE, LANGUAGES
from routeplan.model import (
    DEFAULT_PROFILES,
    GROUPS,
    Medium,
    ModelError,
    Profile,
    RotationRules,
    Rules,
    Weights,
)
from routeplan.project.cells import CellError, read_date, read_time
from routeplan.project.messages import TEXTS, Findings
from routeplan.project.text import UndecodableError, decode, nearest

CONFIG_FILE = "routeplan.toml"
_LONGEST_KEY = 500
ISSUER_KEYS = ("parent", "body", "place", "signer")
"""Titles on documents: the parent body, the issuing body, the place, the signer's title."""


@dataclass(frozen=True)
class Config:
    """Everything that routeplan.toml says, with defaults for what it does not.

    Args:
        language: `vi` or `en`, of outputs and findings.
        timezone: IANA name; all times of the project are local to it.
        issuer: titles by `ISSUER_KEYS`.
        start, weeks: the horizon unless a command says otherwise; None when not given.
        term_start, term_end: first and last day of the school term, for ``plan --term``.
        straight_roads: `[travel] roads = "straight"`: no road network, straight lines alone.
        profiles: the default profiles with the project's changes, and its own.
    """

    name: str = ""
    language: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    issuer: Mapping[str, str] = field(default_factory=dict)
    start: date | None = None
    weeks: int = 1
    term_start: date | None = None
    term_end: date | None = None
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    rotation: RotationRules = field(default_factory=RotationRules)
    straight_roads: bool = False
    profiles: Mapping[str, Profile] = field(default_factory=lambda: dict(DEFAULT_PROFILES))


class _ValueError(ValueError):
    """A value of the wrong type; holds the key of the text that says what it should be."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _ValueError("wants-text")
    return value


def _language(value: object) -> str:
    if value not in LANGUAGES:
        raise _ValueError("wants-language")
    return str(value)


def _timezone(value: object) -> str:
    from zoneinfo import ZoneInfo

    name = _text(value)
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        # A folder of zones, such as America/Argentina, is an OSError. Where the system has no zones
        # (Windows), those of tzdata count, which icalendar brings.
        raise _ValueError("wants-timezone") from None
    return name


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise _ValueError("wants-count")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise _ValueError("wants-number")
    return float(value)


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise _ValueError("wants-boolean")
    return value


def _date(value: object) -> date:
    try:
        if isinstance(value, date):
            return read_date(value.isoformat()[:10])
        return read_date(_text(value).strip())
    except (CellError, _ValueError):
        raise _ValueError("wants-date") from None


def _clock(value: object) -> int:
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60
    try:
        return read_time(_text(value))
    except (CellError, _ValueError):
        raise _ValueError("wants-time") from None


def _minutes(value: object) -> int:
    return 60 * _integer(value)


def _names(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _ValueError("wants-list")
    return frozenset(value)


def _medium(value: object) -> Medium:
    try:
        return Medium(_text(value))
    except ValueError:
        raise _ValueError("wants-medium") from None


def _carried_as(value: object) -> str:
    if value not in ("van", "motorbike", "passenger"):
        raise _ValueError("wants-carried")
    return str(value)


def _roads(value: object) -> bool:
    if value not in ("network", "straight"):
        raise _ValueError("wants-roads")
    return value == "straight"


_R = TypeVar("_R", Rules, RotationRules)


_Reader = Callable[[object], Any]
_TOP: Mapping[str, _Reader] = {"name": _text, "language": _language, "timezone": _timezone}
_ISSUER: Mapping[str, _Reader] = dict.fromkeys(ISSUER_KEYS, _text)
_PLANNING: Mapping[str, _Reader] = {
    "start": _date,
    "weeks": _integer,
    "term_start": _date,
    "term_end": _date,
}
_RULES: Mapping[str, tuple[str, _Reader]] = {
    "lunch_min": ("lunch_s", _minutes),
    "lunch_from": ("lunch_from", _clock),
    "lunch_to": ("lunch_to", _clock),
    "last_ferry_buffer_min": ("last_ferry_buffer_s", _minutes),
    "sunset_margin_min": ("sunset_margin_s", _minutes),
    "crate_kg": ("crate_kg", _integer),
    "hand_crates": ("hand_crates", _integer),
    "overnight_max_days": ("overnight_max_days", _integer),
    "public_holidays": ("public_holidays", _boolean),
    "max_access_m": ("max_access_m", _integer),
    "max_crossings": ("max_crossings", _integer),
}
_ROTATION: Mapping[str, tuple[str, _Reader]] = {
    "max_overlap_pct": ("max_overlap_pct", _integer),
    "last_sets": ("last_sets", _integer),
    "turnaround_min": ("turnaround_s", _minutes),
    "deposit_groups": ("deposit_groups", _names),
}
_WEIGHTS: Mapping[str, _Reader] = {item.name: _integer for item in fields(Weights)}
_PROFILE: Mapping[str, _Reader] = {
    "medium": _medium,
    "speed_kph": _number,
    "carried_as": _carried_as,
    "detour_factor": _number,
    "clearance_m": _integer,
    "daylight": _boolean,
}
_TRAVEL: Mapping[str, _Reader] = {"roads": _roads}
_SECTIONS = ("issuer", "planning", "rules", "weights", "rotation", "travel", "profiles")


@dataclass(frozen=True)
class TomlFile:
    """One routeplan.toml as read: its data, its text for line numbers, its name in findings."""

    file: str
    text: str
    data: Mapping[str, Any]

    def line(self, path: tuple[str, ...]) -> int | None:
        """Return the line of a key, by its path of names, or of its section's header."""
        section: tuple[str, ...] = ()
        found = None
        for number, whole in enumerate(self.text.splitlines(), start=1):
            line = whole.strip()[:_LONGEST_KEY]
            if match := re.match(r"\[+([^\]]+)\]", line):
                section = tuple(part.strip().strip("\"'") for part in match[1].split("."))
                if section == path:
                    return number
            elif match := re.match(r"([^=#]+)=", line):
                key = tuple(part.strip().strip("\"'") for part in match[1].split("."))
                if (*section, *key) == path:
                    return number
                if path[: len(section) + len(key)] == (*section, *key):
                    found = number
        return found


def parse_toml(data: bytes, file: str, findings: Findings) -> TomlFile | None:
    """Return the parsed bytes of a routeplan.toml, or None with a finding."""
    try:
        text, _ = decode(data)
        return TomlFile(file, text, tomllib.loads(text))
    except UndecodableError:
        findings.add("encoding-unknown", file)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        match = re.search(r"at line (\d+)", str(error))
        row = int(match[1]) if match else None
        findings.add("config-syntax", file, row, detail=str(error).rstrip("."))
    return None


def language_of(files: list[TomlFile]) -> str:
    """Return the language that the last of the files names, Vietnamese where none does."""
    named = [file.data.get("language") for file in files]
    known = [language for language in named if language in LANGUAGES]
    return str(known[-1]) if known else DEFAULT_LANGUAGE


def read_config(files: list[TomlFile], findings: Findings) -> Config:
    """Return the configuration; later files (a scenario's) win key by key.

    Every value that does not fit is a finding, and its default stands in for it.
    """
    config = Config()
    for file in files:
        config = _Reading(file, findings).apply(config)
    return config


def _shown(value: object) -> str:
    try:
        return str(value)
    except RecursionError:  # a.b.c.d… makes tables in tables as deep as anybody likes
        return "…"


class _Reading:
    def __init__(self, file: TomlFile, findings: Findings) -> None:
        self.file = file
        self.findings = findings

    def apply(self, config: Config) -> Config:
        """Return `config` with everything that this file says."""
        data = self.file.data
        top = {key: value for key, value in data.items() if key not in _SECTIONS}
        config = replace(config, **self.read((), top, _TOP, extra=_SECTIONS))
        config = replace(config, **self.read(("planning",), self.section("planning"), _PLANNING))
        issuer = self.read(("issuer",), self.section("issuer"), _ISSUER)
        weights = self.read(("weights",), self.section("weights"), _WEIGHTS)
        travel = self.read(("travel",), self.section("travel"), _TRAVEL)
        return replace(
            config,
            issuer={**config.issuer, **issuer},
            straight_roads=travel.get("roads", config.straight_roads),
            weights=replace(config.weights, **weights),
            rules=self.values("rules", config.rules, _RULES),
            rotation=self.values("rotation", config.rotation, _ROTATION),
            profiles={**config.profiles, **dict(self.profiles(config.profiles))},
        )

    def section(self, *path: str) -> Mapping[str, Any]:
        """Return a section of the file, empty where it is missing or not a section."""
        section: Mapping[str, Any] = self.file.data
        for name in path:
            section = section.get(name, {})
            if not isinstance(section, dict):
                self.wrong_type(path, section, f"[{'.'.join(path)}]")
                return {}
        return section

    def read(
        self,
        path: tuple[str, ...],
        values: Mapping[str, Any],
        readers: Mapping[str, _Reader],
        extra: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Return the values that have a reader and fit it; everything else is a finding."""
        found: dict[str, Any] = {}
        for key, value in values.items():
            reader = readers.get(key)
            if reader is None:
                self.unknown_key((*path, key), (*readers, *extra))
                continue
            try:
                found[key] = reader(value)
            except _ValueError as error:
                wanted = TEXTS.text(str(error), self.findings.language)
                self.wrong_type((*path, key), value, wanted)
        return found

    def values(self, name: str, rules: _R, known: Mapping[str, tuple[str, _Reader]]) -> _R:
        """Return the rules of a section with the file's changes."""
        readers = {key: reader for key, (_, reader) in known.items()}
        section = self.section(name)
        found = self.read((name,), section, readers)
        try:
            changed: _R = replace(rules, **{known[key][0]: value for key, value in found.items()})
        except ModelError as error:
            path: tuple[str, ...] = (name, error.field) if error.field in found else (name,)
            self.bad_value(path, section.get(error.field, name), error)
            return rules
        return changed

    def profiles(self, known: Mapping[str, Profile]) -> Iterator[tuple[str, Profile]]:
        """Yield the profiles that the file changes or adds."""
        for name in self.section("profiles"):
            path = ("profiles", name)
            found = self.read(path, self.section(*path), _PROFILE)
            missing = [key for key in ("medium", "speed_kph") if key not in found]
            if name not in known and missing:
                self.findings.add(
                    "config-profile",
                    self.file.file,
                    self.file.line(path),
                    ".".join(path),
                    name,
                    profile=name,
                    missing=", ".join(missing),
                    known=", ".join(known),
                    hint=nearest(name, known),
                )
                continue
            try:
                old = known.get(name)
                yield name, replace(old, **found) if old else Profile(name, **found)
            except ModelError as error:
                self.bad_value((*path, error.field), found.get(error.field), error)

    def unknown_key(self, path: tuple[str, ...], known: tuple[str, ...]) -> None:
        """Report a key that nothing reads."""
        key = ".".join(path)
        hint = nearest(path[-1], known)
        line = self.file.line(path)
        self.findings.add("config-unknown-key", self.file.file, line, key, key=key, hint=hint)

    def wrong_type(self, path: tuple[str, ...], value: object, expected: str) -> None:
        """Report a value of the wrong type."""
        key, line = ".".join(path), self.file.line(path)
        shown = _shown(value)
        self.findings.add(
            "config-wrong-type", self.file.file, line, key, shown, key=key, expected=expected
        )

    def bad_value(self, path: tuple[str, ...], value: object, error: ModelError) -> None:
        """Report a value that the model refuses, in the words of the user's language."""
        key, line = ".".join(path), self.file.line(path)
        known = ", ".join(GROUPS)
        detail = TEXTS.text(f"bounds-{error.field}", self.findings.language, known=known)
        self.findings.add(
            "config-value",
            self.file.file,
            line,
            key,
            _shown(value),
            key=key,
            detail=detail,
        )
