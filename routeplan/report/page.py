"""Put the page together with Folium: its map, our one element, and no link to anywhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from routeplan.language.spoken import SpokenError
from routeplan.model import ExitCode


@dataclass(frozen=True)
class Look:
    """What a page brings besides Leaflet, each as package and path inside it.

    Args:
        scripts: run in this order inside one function; together they define ``draw(map, data)``.
        styles: style sheets, the last having the last word.
    """

    scripts: tuple[tuple[str, str], ...]
    styles: tuple[tuple[str, str], ...]


_REPORT = "routeplan.report"
CORE = (_REPORT, "page/core.js")
_OTHERS = (
    "lines.js",
    "layout.js",
    "marks.js",
    "filter.js",
    "search.js",
    "shading.js",
    "tiles.js",
    "panel.js",
    "legend.js",
    "sheets.js",
    "arrange.js",
    "main.js",
)
PLAN_LOOK = Look(
    (CORE, *((_REPORT, f"page/{name}") for name in _OTHERS)), ((_REPORT, "page/page.css"),)
)
DATA_ID = "routeplan-data"
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
POLICY = "<!-- content-security-policy -->"
TILES = re.compile(r"https://([a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?)/[\w./{}?=&%+~-]*", re.ASCII)
"""Address of tiles; no sign in it may end a directive of the policy."""

FIRST_VIEW = (20.85, 106.7)


class Verbatim(Element):
    """Text that Jinja must not read: branca compiles every other element as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text as it is."""
        return self.text


class Page(Figure):
    """An HTML page with a language and an escaped title."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language | e }}">\n'
        "<head>\n"
        "{{ this.header.render(**kwargs) }}\n"
        "<title>{{ this.title | e }}</title>\n"
        "</head>\n"
        "<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n"
        "{{ this.script.render(**kwargs) }}\n"
        "</script>\n"
        "</body>\n"
        "</html>\n"
    )

    def __init__(self, title: str, language: str) -> None:
        super().__init__(title=title)
        self.language = language


class OfflineMap(folium.Map):
    """A Folium map without tiles and without links to script servers."""

    def __init__(self) -> None:
        super().__init__(
            location=FIRST_VIEW,
            zoom_start=10,
            tiles=None,
            zoom_control=False,
            zoom_snap=0.25,
            zoom_delta=0.5,
            min_zoom=7,
            max_zoom=17,
        )
        self.default_js = []
        self.default_css = []
        # Folium draws random ids; counters make the same plan give the same bytes.
        self._id = "1"


class PlanLayer(MacroElement):
    """The one element that draws a whole plan from one JSON block.

    Args:
        data: what `payload.map_payload` returns.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's has no types
        self._name = "PlanLayer"
        self._id = "2"
        self.data = data

    def render(self, **_: Any) -> str:
        """Add the data and the call that draws it to the page."""
        page = self.get_root()
        assert isinstance(page, Page)
        assert self._parent is not None
        block = f'<script type="application/json" id="{DATA_ID}">{json_block(self.data)}</script>'
        call = (
            f"routeplanDraw({self._parent.get_name()}, "
            f'JSON.parse(document.getElementById("{DATA_ID}").textContent));'
        )
        page.html.add_child(Verbatim(block), name=f"{self.get_name()}_data")
        page.script.add_child(Verbatim(call), name=self.get_name())
        return ""


def render_page(data: dict[str, Any], title: str, language: str, look: Look = PLAN_LOOK) -> str:
    """Return the whole page; `data` is what the scripts of its look draw.

    Of a plan's page that is what `payload.map_payload` returned.
    """
    page = Page(title, language)
    assets = f"{POLICY}\n<style>\n{styles(look)}\n</style>\n<script>\n{scripts(look)}\n</script>"
    page.header.add_child(Verbatim(assets), name="assets")
    noscript = html.escape(str(data["words"]["no_script"]))
    page.html.add_child(Verbatim(f"<noscript>{noscript}</noscript>"), name="noscript")
    plan_map = OfflineMap()
    page.add_child(plan_map)
    plan_map.add_child(PlanLayer(data))
    text = re.sub(r'<meta name="viewport"[^>]*>', VIEWPORT, page.render())
    return text.replace(POLICY, policy(text, data.get("tiles")), 1)


def json_block(data: Any) -> str:
    """Return JSON that may stand inside a ``script`` element whatever the texts in it are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def policy(page: str, tiles: str | None = None) -> str:
    """Return the content security policy: no request at all, no script but the page's own.

    Args:
        page: the whole page.
        tiles: address of tiles that the reader may switch on; pictures from its host are allowed.
    """
    bodies = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [hashlib.sha256(body.encode()).digest() for body in bodies]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    rules = (
        "default-src 'none'",
        f"script-src {hashes}",
        "style-src 'unsafe-inline'",
        f"img-src data: {tile_origin(tiles)}" if tiles is not None else "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}" />'


def tile_origin(tiles: str) -> str:
    """Return scheme and host of an address of tiles, as a policy names them.

    Raises:
        RouteplanError: ``tiles-address`` when it is no plain https address with {z}, {x} and {y}.
    """
    match = TILES.fullmatch(tiles)
    if match is None or not all(part in tiles for part in ("{z}", "{x}", "{y}")):
        words = {"address": tiles[:200]}
        raise SpokenError("tiles-address", words, exit_code=ExitCode.USAGE, details=words)
    return f"https://{match[1]}"


@cache
def scripts(look: Look = PLAN_LOOK) -> str:
    """Return Leaflet and the page's own scripts."""
    leaflet = _read(_REPORT, "assets/leaflet/leaflet.js")
    # A source map would be asked for by the browser's tools; the link to Leaflet's site stands in
    # a control that the map does not show. Neither address shall be found in the page.
    leaflet = re.sub(r"//# sourceMappingURL=\S+", "", leaflet)
    leaflet = leaflet.replace('href="https://leafletjs.com"', 'href="#"')
    own = "\n".join(_read(package, name) for package, name in look.scripts)
    return f'{leaflet}\n(function () {{\n"use strict";\n{own}\nwindow.routeplanDraw = draw;\n}})();'


@cache
def styles(look: Look = PLAN_LOOK) -> str:
    """Return Leaflet's style sheet with its images inside, then the page's own."""
    leaflet = _read(_REPORT, "assets/leaflet/leaflet.css")
    leaflet = re.sub(r"url\(images/([\w.-]+)\)", _data_uri, leaflet)
    return "\n".join([leaflet, *(_read(package, name) for package, name in look.styles)])


def _data_uri(match: re.Match[str]) -> str:
    content = files(_REPORT).joinpath(f"assets/leaflet/{match[1]}").read_bytes()
    return f"url(data:image/png;base64,{base64.b64encode(content).decode()})"


def _read(package: str, name: str) -> str:
    text = files(package).joinpath(name).read_text("utf-8")
    # Browsers hash scripts with plain line feeds, whatever the file has.
    return text.replace("\r\n", "\n")
