"""The comparison as one HTML page: no script, no link, two sheets of A4 when printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import escape

from routeplan.coverage.comparing import Compared, Comparison, Held, names_of
from routeplan.coverage.comparing_map import COLOURS, drawn
from routeplan.coverage.comparing_words import TEXTS, figure_rows, labels, words
from routeplan.language import day_text, number
from routeplan.model import DAY_S

_NAMED = 40
"""Sites gained or lost named in print; more are counted, and all are on the screen."""

_STYLE = """
:root { color: #20303c; font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: #fff; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 1.2rem 0 .4rem; }
.sub { color: #51606d; margin: 0 0 1rem; }
.said { font-size: 1.15rem; border-left: 4px solid #c8500a; padding-left: .8rem; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .28rem .6rem; text-align: right; border-bottom: 1px solid #d6dde3; }
th:first-child, td:first-child { text-align: left; } thead th { border-bottom: 2px solid #20303c; }
.scroll { overflow-x: auto; }
.plans { list-style: none; padding: 0; } .plans li { margin: .15rem 0; overflow-wrap: anywhere; }
.key { display: inline-block; width: 2.2rem; margin-right: .5rem; vertical-align: middle; }
.map { box-sizing: border-box; width: 100%; height: auto; border: 1px solid #b6c1ca; }
.legend { color: #51606d; font-size: .9rem; } details { margin-top: 1rem; }
summary { cursor: pointer; font-weight: 600; } .small { font-size: .88rem; }
@media (max-width: 600px) {
  body { padding: 1rem .8rem; } .scroll table:not(.small) { font-size: .8rem; }
  .scroll th, .scroll td { padding: .28rem .25rem; }
}
@page { size: A4; margin: 14mm; }
@media print {
  :root { font-size: 11px; } body { padding: 0; max-width: none; }
  .second { break-before: page; } details { display: none; }
  .map { max-height: 200mm; } tr, li { break-inside: avoid; }
}
"""


def render_comparison(comparison: Comparison, language: str) -> str:
    """Return the page: figures on the first sheet, the map and the sites on the second."""
    say = words(language)
    base = comparison.base.plan
    last = base.start + timedelta(weeks=base.weeks, days=-1)
    title = f"{say['title']}: {base.name}"
    span = f"{day_text(base.start)} – {day_text(last)}"
    every = (comparison.base, *comparison.others)
    names = labels(len(every))
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="sub">{escape(span)}</p>',
        '<ul class="plans">',
        *(_key(number, *pair) for number, pair in enumerate(zip(names, every, strict=True))),
        "</ul>",
        *(f'<p class="said">{escape(text)}</p>' for text in _said(comparison, language)),
        *_table(comparison, language),
        '<section class="second">',
        f"<h2>{escape(say['map'])}</h2>",
        drawn(every, say["map"]),
        f'<p class="legend">{escape(say["legend"])}</p>',
        *_sites(comparison, language),
        "</section>",
        *_moves(comparison, language),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head>{view}{head}</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _named(comparison: Comparison) -> Iterator[tuple[str, Compared]]:
    """Yield the plans held against the base, each with its letter."""
    return zip(labels(len(comparison.others) + 1)[1:], comparison.others, strict=True)


def _key(number: int, label: str, one: Compared) -> str:
    colour = COLOURS[number % len(COLOURS)]
    dash = ' stroke-dasharray="7 5"' if number == 0 else ""
    line = f'<path d="M0 5h36" stroke="{colour}" stroke-width="3"{dash}/>'
    return (
        f'<li><svg class="key" viewBox="0 0 36 10" aria-hidden="true">{line}</svg>'
        f"<strong>{label}</strong> {escape(one.label)}</li>"
    )


def _said(comparison: Comparison, language: str) -> Iterator[str]:
    """Yield what matters most of each plan in one sentence."""
    for label, one in _named(comparison):
        saved = one.driving_saved_pct
        if saved is None:
            continue
        missed = int(one.differences["visits_planned"])
        text = TEXTS.text(
            "page.saves" if saved >= 0 else "page.costs",
            language,
            plan=label,
            pct=number(abs(saved), language, 1),
            minutes=number(abs(one.differences["driving_min"]), language),
            moved=number(len(one.moved), language),
        )
        if missed:
            more = "more_visits" if missed > 0 else "fewer_visits"
            text += " " + TEXTS.text(f"page.{more}", language, count=number(abs(missed), language))
        yield text


def _table(comparison: Comparison, language: str) -> Iterator[str]:
    header, rows = figure_rows(comparison, language)
    yield '<div class="scroll"><table><thead><tr>'
    yield "".join(f"<th>{escape(cell)}</th>" for cell in header)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table></div>"


def _sites(comparison: Comparison, language: str) -> Iterator[str]:
    say = words(language)
    names = names_of(one.plan for one in (comparison.base, *comparison.others))
    for label, one in _named(comparison):
        for key, sites in (("gained", one.gained), ("lost", one.lost)):
            heading = f"{say[key]}, {label}: {len(sites)}"
            listed = "; ".join(names.get(site, site) for site in sites[:_NAMED])
            more = f" (+{len(sites) - _NAMED})" if len(sites) > _NAMED else ""
            rest = f": {escape(listed)}{more}" if sites else ""
            yield f"<p><strong>{escape(heading)}</strong>{rest}</p>"


def _moves(comparison: Comparison, language: str) -> Iterator[str]:
    """Yield every moved visit with both its places, for the screen alone."""
    say = words(language)
    plans = [one.plan for one in (comparison.base, *comparison.others)]
    names = names_of(plans)
    vans = {key: van.get("name", key) for plan in plans for key, van in plan.vehicles.items()}
    for label, one in _named(comparison):
        if not one.moved:
            continue
        heading = f"{say['moved']}, {label}: {len(one.moved)}"
        yield f"<details><summary>{escape(heading)}</summary>"
        yield '<div class="scroll"><table class="small">'
        yield f"<thead><tr><th>{escape(say['site'])}</th><th>A</th><th>{label}</th></tr></thead>"
        yield "<tbody>"
        order = sorted(one.moved.items(), key=lambda item: (item[1][0].date, item[1][0].opens))
        for visit, (before, after) in order:
            site = visit.partition("/")[0]
            cells = (names.get(site, site), _when(before, vans), _when(after, vans))
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        yield "</tbody></table></div></details>"


def _when(held: Held | None, vans: Mapping[str, str]) -> str:
    if held is None:
        return "–"
    opens = held.opens % DAY_S
    clock = f"{opens // 3600:02d}:{opens % 3600 // 60:02d}"
    return f"{day_text(held.day)} {clock}, {vans.get(held.vehicle, held.vehicle)}"
