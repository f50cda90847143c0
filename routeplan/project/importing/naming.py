"""What the name of a place tells: its kind, a short form to compare by, a stable id."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from routeplan.geo.communes import fold

_KINDS: tuple[tuple[str, str], ...] = (
    # The first that fits wins; a school of several levels counts as its lowest.
    (r"\b(mam non|mau giao|nha tre|mn|kindergarten)\b", "kindergarten"),
    (r"\b(tieu hoc|th|primary)\b", "primary_school"),
    (r"\b(trung hoc co so|thcs|secondary)\b", "secondary_school"),
    (r"\b(trung hoc pho thong|thpt|gdtx|giao duc thuong xuyen|high school)\b", "high_school"),
    (r"\b(thu vien (tu nhan|gia dinh)|private library)\b", "private_library"),
    (r"\b(tu sach|dong ho)\b", "clan_bookcase"),
    (r"\b(thu vien|phong doc|library)\b", "library"),
    (r"\b(nha van hoa|nvh|trung tam van hoa|nha sinh hoat|community)\b", "community_centre"),
    (r"\b(buu dien|bd vhx|post office)\b", "post_office"),
    (r"\b(ubnd|uy ban nhan dan|tru so)\b", "commune_office"),
    (r"\b(thon|lang|xom|village)\b", "village"),
)
_SHORT: tuple[tuple[str, str], ...] = (
    (r"\btieu hoc va (trung hoc co so|thcs)\b|\bth va thcs\b", "th thcs"),
    (r"\b(trung hoc co so|thcs) va (trung hoc pho thong|thpt)\b", "thcs thpt"),
    (r"\btieu hoc\b", "th"),
    (r"\btrung hoc co so\b", "thcs"),
    (r"\btrung hoc pho thong\b", "thpt"),
    (r"\bmam non\b", "mn"),
    (r"\bthu vien\b", "tv"),
    (r"\bnha van hoa\b", "nvh"),
    (r"\bbuu dien\b", "bd"),
    (r"^(truong|diem truong)\b", ""),
)
SCHOOLS = frozenset({"kindergarten", "primary_school", "secondary_school", "high_school"})
_SLUG_LENGTH = 50


def kind_of(name: str, level: str = "") -> str:
    """Return the kind of a place by what the list says of its level, else by its name."""
    for text in (fold(level), fold(name)):
        for pattern, kind in _KINDS:
            if text and re.search(pattern, text):
                return kind
    return "other"


def short_name(name: str) -> str:
    """Return a name folded and with the usual abbreviations, for comparing.

    «Trường Tiểu học Nguyễn Trãi» and «TH Nguyễn Trãi» both give ``th nguyen trai``.
    """
    text = fold(name)
    for pattern, short in _SHORT:
        text = re.sub(pattern, short, text).strip()
    return " ".join(text.split())


def new_id(name: str, commune_code: str, taken: Container[str]) -> str:
    """Return an id such as ``th-nguyen-trai-11359`` that no other place has."""
    slug = short_name(name).replace(" ", "-")[:_SLUG_LENGTH].strip("-") or "diem"
    stem = f"{slug}-{commune_code}" if commune_code else slug
    number, candidate = 1, stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def osm_id(ref: str) -> str:
    """Return the id of a place of OpenStreetMap, such as ``osm-way-123`` for ``way/123``."""
    return f"osm-{ref.replace('/', '-')}"


def digits(name: str) -> tuple[str, ...]:
    """Return the numbers in a name: «Hoa Sen 1» and «Hoa Sen 2» are two places."""
    return tuple(re.findall(r"\d+", name))


SERVICE_DEFAULTS: Mapping[str, str] = {
    "service": "exchange",
    "setup_min": "0",
    "service_min": "25",
    "packdown_min": "0",
    "priority": "3",
}
SCHOOL_WINDOWS = "07:30-10:45;14:00-16:15;Mon=08:15-10:45;Mon=14:00-16:15"
OFFICE_WINDOWS = "07:30-11:00;13:30-16:30"


def service_defaults(kind: str, commune_code: str, groups: frozenset[str]) -> dict[str, str]:
    """Return the service that a new site gets, as texts by column; assumptions to confirm.

    Crates are swapped every 3 weeks, in remote places every 2, on islands every 4, on Bạch Long
    Vĩ once a term; a set is 250 books (7 crates), on islands 400 (10).
    """
    interval = "2" if groups else "3"
    crates = "7"
    if "island" in groups:
        interval, crates = "4", "10"
    if commune_code == _BACH_LONG_VI:
        interval = "17"
    return {
        **SERVICE_DEFAULTS,
        "interval_weeks": interval,
        "windows": SCHOOL_WINDOWS if kind in SCHOOLS else OFFICE_WINDOWS,
        "deliver_crates": crates,
        "pick_crates": crates,
    }


_BACH_LONG_VI = "11948"
