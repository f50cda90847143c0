"""The trade-off of a sweep as one HTML page: cost against children reached and worst gap.

The drawing is SVG without a script, so that the page opens anywhere and prints as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from routeplan.coverage.sweep.results import Outcome
from routeplan.coverage.sweep.words import TEXTS
from routeplan.language import known, number

WIDTH, HEIGHT = 620, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 16, 46
COLUMNS = (
    "cost_vnd",
    "children_reached",
    "worst_gap_days",
    "visits_planned",
    "required_missing",
    "duties",
    "gini",
)
FRONT, GREY = "#0b5fa5", "#b9bfc1"

STYLE = """
body { margin: 1.5rem auto; max-width: 1320px; padding: 0 1rem; color: #25292b;
  font: 400 0.9375rem/1.45
  system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif; }
h1 { font-size: 1.25rem; } h2 { font-size: 1rem; margin: 1.5rem 0 0.3rem; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; flex: 1 1 min(460px, 100%); }
figcaption { font-weight: 600; margin-bottom: 0.2rem; }
figcaption small { font-weight: 400; color: #5a6468; } svg { width: 100%; height: auto; }
svg text { font-size: 12px; fill: #25292b; } .tick { fill: #5a6468; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.5rem; border-bottom: 1px solid #d9dcdb; text-align: right; }
th:nth-child(2), td:nth-child(2), .texts td, .texts th {
  text-align: left; overflow-wrap: anywhere; }
thead th { color: #5a6468; font-weight: 400; vertical-align: bottom; } tr.beaten { color: #6b7174; }
.scroll { overflow-x: auto; } .scroll table { min-width: 46rem; }
.scroll td:nth-child(2) { min-width: 11rem; }
thead th { max-width: 9rem; }
@page { size: A4 landscape; margin: 10mm; } @media print { tr { break-inside: avoid; } }
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places on the page, with round ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value lies."""
        span = self.high - self.low
        return self.start + (self.end - self.start) * (value - self.low) / span


def scale_of(values: Sequence[float], start: float, end: float, *, whole: bool = False) -> Scale:
    """Return a scale whose ends are round numbers around all values; `whole`: no fractions."""
    low, high = min(values), max(values)
    if high == low:
        pad = max(1.0, abs(high) * 0.05)
        low, high = max(0.0, low - pad), high + pad
    step: float = 10 ** math.floor(math.log10((high - low) / 4))
    step *= next(k for k in (1, 2, 5, 10) if (high - low) / (step * k) <= 6)
    if whole:
        step = max(1, step)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(k * step for k in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks, start, end)


def render_tradeoff(outcomes: Sequence[Outcome], name: str, language: str) -> str:
    """Return the page; the same outcomes give the same bytes.

    Args:
        outcomes: of `run_sweep`.
        name: of the sweep, any text.
        language: ``vi`` or ``en``.
    """
    words = TEXTS.words(language)["page"]
    done = [one for one in outcomes if not one.failed]
    failed = [one for one in outcomes if one.failed]
    front = _front(done)
    numbers = {id(one): k for k, one in enumerate(front, 1)}
    how_many = {"done": len(done), "failed": len(failed), "front": len(front)}
    counts = TEXTS.text("page.counts", language, **how_many)
    title = escape(words["title"].format(name=name))
    charts = ""
    if done:
        charts = "".join(
            _chart(done, numbers, figure, words, better, language)
            for figure, better in (("children_reached", "up"), ("worst_gap_days", "down"))
        )
    others = sorted((one for one in done if one.dominated), key=_by_cost)
    tables = _table(front, numbers, words["front"], words, language)
    tables += _table(others, numbers, words["others"], words, language)
    if any(one.figures.get("gap_open") for one in done):
        tables += f"<p>{escape(words['gap_note'])}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{known(language)}">\n<head>\n'
        '<meta charset="utf-8" />\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<p>{escape(counts)}</p>\n<div class="charts">{charts}</div>\n{tables}'
        f"{_failures(failed, words)}\n</body>\n</html>\n"
    )


def _front(done: Sequence[Outcome]) -> list[Outcome]:
    return sorted((one for one in done if not one.dominated), key=_by_cost)


def _by_cost(outcome: Outcome) -> tuple[float, float, str]:
    figures = outcome.figures
    return figures["cost_vnd"], -figures["children_reached"], outcome.name


def _chart(
    done: Sequence[Outcome],
    numbers: Mapping[int, int],
    figure: str,
    words: Mapping[str, str],
    better: str,
    language: str,
) -> str:
    x = scale_of([one.figures["cost_vnd"] / 1e6 for one in done], LEFT, WIDTH - RIGHT)
    y = scale_of([one.figures[figure] for one in done], HEIGHT - BOTTOM, TOP, whole=True)
    parts = [*_grid(x, y, words["cost_vnd"], language), _best_line(done, figure, better, x, y)]
    # Beaten ones first, so that none covers one of the front.
    for one in sorted(done, key=lambda one: (not one.dominated, _by_cost(one))):
        at_x, at_y = x.at(one.figures["cost_vnd"] / 1e6), y.at(one.figures[figure])
        tip = escape(
            f"{one.name}: {number(one.figures['cost_vnd'] / 1e6, language, 1)}; "
            f"{number(one.figures[figure], language)}"
        )
        colour, size = (GREY, 4) if one.dominated else (FRONT, 6)
        kind = "beaten" if one.dominated else "best"
        parts.append(
            f'<circle class="{kind}" cx="{at_x:.1f}" cy="{at_y:.1f}" r="{size}" fill="{colour}" '
            f'fill-opacity="0.85"><title>{tip}</title></circle>'
        )
    parts += _labels(done, numbers, figure, x, y)
    caption = f"{escape(words[figure])} <small>({escape(words[better])})</small>"
    return (
        f"<figure><figcaption>{caption}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words[figure])}">'
        f"{''.join(parts)}</svg></figure>"
    )


def _grid(x: Scale, y: Scale, title: str, language: str) -> list[str]:
    parts = []
    for tick in y.ticks:
        at = y.at(tick)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e4e7e7"/>'
            f'<text class="tick" x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">'
            f"{number(tick, language, _decimals(y))}</text>"
        )
    for tick in x.ticks:
        at = x.at(tick)
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
            'stroke="#e4e7e7"/>'
            f'<text class="tick" x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
            f"{number(tick, language, _decimals(x))}</text>"
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{escape(title)}</text>')
    return parts


def _best_line(done: Sequence[Outcome], figure: str, better: str, x: Scale, y: Scale) -> str:
    """Return the steps of the best value that each cost can buy."""
    best: float | None = None
    points: list[tuple[float, float]] = []
    for one in sorted(done, key=_by_cost):
        value = one.figures[figure]
        if best is not None and (value <= best if better == "up" else value >= best):
            continue
        at_x = x.at(one.figures["cost_vnd"] / 1e6)
        if best is not None:
            points.append((at_x, y.at(best)))
        points.append((at_x, y.at(value)))
        best = value
    assert best is not None
    points.append((x.end, y.at(best)))
    text = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return (
        f'<polyline class="front" points="{text}" fill="none" stroke="{FRONT}" '
        'stroke-width="1.5" stroke-opacity="0.55"/>'
    )


def _labels(
    done: Sequence[Outcome], numbers: Mapping[int, int], figure: str, x: Scale, y: Scale
) -> list[str]:
    """Return the numbers of the front; one that would stand on another is left to the table."""
    placed: list[tuple[float, float]] = []
    parts = []
    for one in sorted((one for one in done if id(one) in numbers), key=_by_cost):
        at = x.at(one.figures["cost_vnd"] / 1e6), y.at(one.figures[figure])
        if any(abs(at[0] - a) < 18 and abs(at[1] - b) < 13 for a, b in placed):
            continue
        placed.append(at)
        parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1] - 9:.1f}" text-anchor="middle" '
            f'font-weight="600">{numbers[id(one)]}</text>'
        )
    return parts


def _table(
    rows: Sequence[Outcome],
    numbers: Mapping[int, int],
    title: str,
    words: Mapping[str, str],
    language: str,
) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in COLUMNS)
    body = "".join(_row(one, numbers.get(id(one)), language) for one in rows)
    return (
        f'<h2>{escape(title)} ({len(rows)})</h2><div class="scroll"><table><thead>'
        f'<tr><th></th><th scope="col">{escape(words["scenario"])}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(one: Outcome, place: int | None, language: str) -> str:
    figures = one.figures
    gini = figures["gini"]
    least = "≥ " if figures["gap_open"] else ""
    cells = (
        "" if place is None else str(place),
        escape(one.name),
        number(figures["cost_vnd"] / 1e6, language, 2),
        number(figures["children_reached"], language),
        least + number(figures["worst_gap_days"], language),
        f"{figures['visits_planned']}/{figures['visits_due']}",
        str(figures["required_missing"]),
        str(figures["duties"]),
        "–" if gini is None else number(gini, language, 2),
    )
    kind = ' class="beaten"' if one.dominated else ""
    return f"<tr{kind}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _failures(failed: Sequence[Outcome], words: Mapping[str, str]) -> str:
    if not failed:
        return ""
    rows = "".join(
        f"<tr><td>{escape(one.name)}</td><td>{escape(f'[{one.failed}] {one.reason}')}</td></tr>"
        for one in failed
    )
    return (
        f'<h2>{escape(words["failed"])} ({len(failed)})</h2><table class="texts"><thead><tr>'
        f"<th>{escape(words['scenario'])}</th><th>{escape(words['reason'])}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _decimals(scale: Scale) -> int:
    step = scale.ticks[1] - scale.ticks[0]
    return max(0, -math.floor(math.log10(step) + 1e-9))
