"""Names of compared figures in both languages, and figures as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from routeplan.coverage.comparing import FIGURES, Compared, Comparison

LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What plans are called side by side: the base is A."""

_NAMES: Mapping[str, Mapping[str, str]] = {
    "visits_planned": {"vi": "Lượt phục vụ", "en": "Visits"},
    "unassigned": {"vi": "Lượt không xếp được", "en": "Visits not planned"},
    "sites": {"vi": "Điểm được phục vụ", "en": "Sites visited"},
    "duties": {"vi": "Chuyến", "en": "Duties"},
    "driving_min": {"vi": "Lái xe (phút)", "en": "Driving (min)"},
    "longest_duty_min": {"vi": "Chuyến dài nhất (phút)", "en": "Longest duty (min)"},
    "duty_min": {"vi": "Thời gian đi chuyến (phút)", "en": "Time on duty (min)"},
    "service_min": {"vi": "Mở cửa phục vụ (phút)", "en": "Doors open (min)"},
    "waiting_min": {"vi": "Chờ (phút)", "en": "Waiting (min)"},
    "ferry_min": {"vi": "Trên phà (phút)", "en": "On ferries (min)"},
    "sailing_min": {"vi": "Chạy thuyền (phút)", "en": "Sailing (min)"},
    "distance_km": {"vi": "Quãng đường (km)", "en": "Distance (km)"},
    "cost": {"vi": "Chi phí (VND)", "en": "Cost (VND)"},
    "irregular": {"vi": "Lượt lệch thứ thường lệ", "en": "Visits off their usual weekday"},
    "start_spread_min": {"vi": "Giờ mở cửa xê dịch (phút)", "en": "Spread of opening hours (min)"},
}
_COVERAGE: Mapping[str, Mapping[str, str]] = {
    "children_reached": {"vi": "Trẻ được phục vụ", "en": "Children reached"},
    "visits_per_100": {"vi": "Lượt trên 100 trẻ", "en": "Visits per 100 children"},
    "service_min_per_100": {"vi": "Phút trên 100 trẻ", "en": "Minutes per 100 children"},
    "near_share": {"vi": "Trẻ ở gần (phần)", "en": "Children near a visit (share)"},
    "access": {"vi": "Khả năng tiếp cận", "en": "Accessibility"},
    "longest_gap_days": {"vi": "Chờ lâu nhất (ngày)", "en": "Longest gap (days)"},
    "gini": {"vi": "Gini", "en": "Gini"},
}
_TEXTS: Mapping[str, Mapping[str, str]] = {
    "figure": {"vi": "Chỉ số", "en": "Figure"},
    "saved": {"vi": "Lái xe tiết kiệm (%)", "en": "Driving saved (%)"},
    "moved": {"vi": "Lượt đổi chỗ", "en": "Visits moved"},
    "gained": {"vi": "Điểm thêm", "en": "Sites gained"},
    "lost": {"vi": "Điểm mất", "en": "Sites lost"},
}
_PAGE: Mapping[str, Mapping[str, str]] = {
    "title": {"vi": "So sánh kế hoạch", "en": "Plans compared"},
    "map": {"vi": "Đường đi của các kế hoạch", "en": "The ways of the plans"},
    "legend": {
        "vi": "Nét đứt: kế hoạch gốc A. Vòng tròn: điểm được phục vụ; dấu cộng: điểm thêm, dấu "
        "trừ: điểm mất. Ô vuông: kho.",
        "en": "Dashed: the base A. Circles: sites visited; plus: gained, minus: lost. Squares: "
        "depots.",
    },
    "saves": {
        "vi": "{plan} giảm {pct} % thời gian lái xe so với A ({minutes} phút); {moved} lượt đổi "
        "chỗ.",
        "en": "{plan} drives {pct} % less than A ({minutes} minutes); {moved} visits are moved.",
    },
    "costs": {
        "vi": "{plan} tăng {pct} % thời gian lái xe so với A ({minutes} phút); {moved} lượt đổi "
        "chỗ.",
        "en": "{plan} drives {pct} % more than A ({minutes} minutes); {moved} visits are moved.",
    },
    "more_visits": {"vi": "Thêm {count} lượt phục vụ.", "en": "It has {count} visits more."},
    "fewer_visits": {"vi": "Ít hơn {count} lượt phục vụ.", "en": "It has {count} visits fewer."},
    "site": {"vi": "Điểm", "en": "Site"},
}
_DECIMALS = {"driving_min": 1, "distance_km": 1}
_ABSENT_WHERE_ZERO = ("ferry_min", "sailing_min", "irregular", "start_spread_min", "unassigned")


def figure_rows(comparison: Comparison, language: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of the table of figures: the base, then each plan and B-A.

    Figures that are zero in every plan and say little then are left out.
    """
    every = (comparison.base, *comparison.others)
    header = [_TEXTS["figure"][language], LABELS[0]]
    for label, _ in zip(LABELS[1:], comparison.others, strict=False):
        header += [label, f"{label} − {LABELS[0]}"]
    rows = []
    for name in FIGURES:
        if name in _ABSENT_WHERE_ZERO and not any(one.figures[name] for one in every):
            continue
        decimals = _DECIMALS.get(name, 0)
        row = [_NAMES[name][language], shown(comparison.base.figures[name], language, decimals)]
        for one in comparison.others:
            row.append(shown(one.figures[name], language, decimals))
            row.append(signed(one.differences[name], language, decimals))
        rows.append(row)
    if any((one.coverage or {}).get("children") for one in every):
        rows += [_coverage_row(every, name, language) for name in _COVERAGE]
    further: tuple[tuple[str, Callable[[Compared], str]], ...] = (
        ("saved", lambda one: _saved(one, language)),
        ("moved", lambda one: shown(len(one.moved), language)),
        ("gained", lambda one: shown(len(one.gained), language)),
        ("lost", lambda one: shown(len(one.lost), language)),
    )
    for key, cell in further:
        cells = [text for one in comparison.others for text in (cell(one), "")]
        rows.append([_TEXTS[key][language], "", *cells])
    return header, rows


def _coverage_row(every: Sequence[Compared], name: str, language: str) -> list[str]:
    values = [(one.coverage or {}).get(name) for one in every]
    decimals = 0 if name in ("children_reached", "longest_gap_days") else 2
    row = [_COVERAGE[name][language], _known(values[0], language, decimals)]
    for value in values[1:]:
        row.append(_known(value, language, decimals))
        if value is None or values[0] is None:
            row.append("–")
        else:
            row.append(signed(value - values[0], language, decimals))
    return row


def _known(value: float | None, language: str, decimals: int) -> str:
    return "–" if value is None else shown(value, language, decimals)


def _saved(one: Compared, language: str) -> str:
    saved = one.driving_saved_pct
    return "–" if saved is None else shown(saved, language, 1)


def words(language: str) -> Mapping[str, str]:
    """Return what the page says, by key, in `language`."""
    return {key: texts[language] for key, texts in {**_PAGE, **_TEXTS}.items()}


def shown(value: float, language: str, decimals: int = 0) -> str:
    """Return a number with separators: 1.234,5 in Vietnamese, 1,234.5 in English."""
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def signed(value: float, language: str, decimals: int = 0) -> str:
    """Return a difference with its sign, 0 without."""
    if round(value, decimals) == 0:
        return "0"
    sign = "+" if value > 0 else "−"
    return sign + shown(abs(value), language, decimals)
