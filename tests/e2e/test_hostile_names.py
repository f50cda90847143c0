"""Names that mean harm, through every page and document that a project makes: only ever shown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree as ET

import icalendar
import openpyxl
import pytest

from .conftest import TINY
from .map_pages import FLAGS

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

NAMES = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{7*7}} {% raw %} ${7*7}",
    '=HYPERLINK("https://evil.example/";"x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Trường\u202ecod.exe",
    "Trường\r\nBEGIN:VEVENT\r\nSUMMARY:evil\r\nEND:VEVENT",
    '#eval("1+1") #sys.inputs #panic() $x$ *b* @ref',
    "]]><script>alert(3)</script><![CDATA[",
    "'; DROP TABLE site; --",
    "javascript:alert(4)//--><svg/onload=alert(5)>",
    "&lt;b&gt; &amp; &#60;script&#62;",
)
DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def shown(name: str) -> str:
    """Return a name as documents show it: on one line, in its own direction."""
    return " ".join(DIRECTION.sub(" ", name).split())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, run_cli: RunCli) -> Path:
    """A project where everything that has a name has one of these, planned and exported."""
    folder = tmp_path_factory.mktemp("hostile") / "p"
    (folder / "scenarios" / "khác").mkdir(parents=True)
    head, *_ = TINY["sites.csv"].splitlines()
    places = (("11383", 20.8429, 106.6840), ("11443", 20.8220, 106.6460))
    rows = [
        [f"s{k}", name, "commune_office", *places[k % 2], "", "exchange", "1", "07:30-16:30", "5",
         "1", "1"]
        for k, name in enumerate(NAMES)
    ]  # fmt: skip
    for row in rows:
        row[4] = f"{float(row[4]) + 0.0003 * int(row[0][1:]):.5f}"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head.split(","), *rows])
    (folder / "sites.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    title = '"""' + NAMES[0] + "{{7*7}}" + '"""'
    settings = TINY["routeplan.toml"].replace('"Tiny"', title)
    issuer = f"\n[issuer]\nbody = '''{NAMES[1]} {{{{7*7}}}}'''\n"
    (folder / "routeplan.toml").write_text(settings + issuer, encoding="utf-8")
    vehicles = TINY["vehicles.csv"].replace("Xe luân chuyển sách", "<b>{{7*7}}</b><script>")
    (folder / "vehicles.csv").write_text(vehicles, encoding="utf-8")
    depots = TINY["depots.csv"].replace("Thư viện thành phố", "]]>#eval(1)<i>")
    (folder / "depots.csv").write_text(depots, encoding="utf-8")
    other = vehicles.replace("07:00-17:00", "07:00-16:00")
    (folder / "scenarios" / "khác" / "vehicles.csv").write_text(other, encoding="utf-8")
    for command in (
        ("plan", "--iterations", "30"),
        ("plan", "--iterations", "30", "--scenario", "khác"),
        ("export", folder / "out" / "base-2025-12-15"),
        ("coverage", folder / "out" / "base-2025-12-15", "-o", folder / "coverage.html"),
        ("map", folder / "out" / "base-2025-12-15", "-o", folder / "shaded.html", "--coverage"),
        (
            "compare", folder / "out" / "base-2025-12-15", folder / "out" / "khác-2025-12-15",
            "-o", folder / "compare.html",
        ),
    ):  # fmt: skip
        done = run_cli("-C", folder, *command)
        assert done.returncode == 0, (command, done.stderr)
    return folder


@pytest.fixture(scope="module")
def documents(project: Path) -> Path:
    """The folder of the exported documents."""
    return project / "out" / "base-2025-12-15" / "documents"


@pytest.mark.browser
@pytest.mark.parametrize("page", ["map", "shaded", "coverage", "compare"])
def test_no_name_is_run_by_a_page(chromium: str, project: Path, page: str) -> None:
    """Nothing runs, nothing is asked for, nothing complains; names stand there as they are."""
    from playwright.sync_api import sync_playwright

    file = project / f"{page}.html"
    if page == "map":
        file = project / "out" / "base-2025-12-15" / "map.html"
    complaints: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        tab = browser.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
        tab.on("request", lambda request: requests.append(request.url))
        tab.goto(file.as_uri())
        tab.wait_for_load_state("load")
        for summary in tab.locator("summary").all():
            if summary.is_visible():
                summary.click()
        for dot in tab.locator(".leaflet-stops-pane .stop").all()[:3]:
            dot.dispatch_event("click")
        seen = tab.evaluate("document.documentElement.textContent")
        scripts = tab.locator("script[src], img[src=x], svg[onload], iframe").count()
        browser.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert scripts == 0
    assert "49 " not in re.sub(r"\{\{7\*7\}\}", "", seen[:200])
    wanted = NAMES if page in ("map", "shaded") else NAMES[:1]
    flat = " ".join(seen.split())
    assert [name for name in wanted if " ".join(name.split()) not in flat] == []


def test_no_cell_of_the_workbook_is_a_formula(documents: Path) -> None:
    """Every text is a text by its type, whatever it begins with."""
    texts = set()
    for path in documents.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                    assert cell.hyperlink is None
                    texts.add(str(cell.value))
    assert [name for name in NAMES if shown(name) not in texts] == []


def test_no_name_is_read_by_a_template(documents: Path) -> None:
    """Word: braces stay braces. The pages set by Typst hold what code would have done as text."""
    import docx
    import pypdf

    words = [docx.Document(str(path)) for path in documents.glob("*.docx")]
    cells = {
        cell.text for word in words for table in word.tables for r in table.rows for cell in r.cells
    }
    flat = "\n".join(cells)
    assert [name for name in NAMES if shown(name) not in flat] == []
    pages = "".join(
        page.extract_text()
        for path in documents.glob("*.pdf")
        for page in pypdf.PdfReader(path).pages
    )
    squeezed = re.sub(r"\s", "", pages)
    for name in ('#eval("1+1")', "#sys.inputs", "{{7*7}}", "=HYPERLINK(", "<script>"):
        assert name in squeezed


def test_no_name_adds_an_event(documents: Path) -> None:
    """A line break in a name is none in a calendar."""
    seen = set()
    for path in documents.rglob("*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        for event in calendar.walk("VEVENT"):
            assert event["summary"] != "evil"
            seen.add(str(event.get("location", "")))
            seen.add(str(event["summary"]))
    flat = "\n".join(seen)
    assert [name for name in NAMES if shown(name) not in flat] == []


def test_no_name_breaks_out_of_xml(documents: Path) -> None:
    """KML and GPX: well-formed, and a description shows the name as a text in a text."""
    for path in (*documents.rglob("*.kml"), *documents.rglob("*.gpx")):
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        tags = {node.tag.rpartition("}")[2].lower() for node in root.iter()}
        assert not tags & {"script", "svg", "img", "b", "i"}
        for node in root.iter():
            if node.tag.endswith("}description") and node.text:
                assert "<script" not in node.text, node.text
                assert "<img" not in node.text, node.text
    text = next(iter(documents.rglob("*.kml"))).read_text(encoding="utf-8")
    assert escape(shown(NAMES[0]).replace("<", "‹").replace(">", "›")) in text


def test_no_cell_of_a_csv_file_is_a_formula(
    documents: Path, project: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    """OWASP's rule for every cell that is no number; reading takes the sign away again."""
    text = (documents / "stops.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    cells = {cell for row in rows for cell in row}
    assert [
        c for c in cells if c.lstrip()[:1] in tuple("=+-@") and not re.fullmatch(r"-?[\d.]+", c)
    ] == []
    assert "'" + NAMES[3] in cells
    back = tmp_path / "back"
    (tmp_path / "stops.csv").write_text(text, encoding="utf-8")
    done = run_cli("import", "timetable", tmp_path / "stops.csv", back)
    assert done.returncode == 0, done.stderr
    sites = list(csv.DictReader(io.StringIO((back / "sites.csv").read_text("utf-8"))))
    assert [row["name"] for row in sites if row["name"].startswith(f"'{NAMES[3]}")]
    again = run_cli("-C", back, "export", back / "published.plan.json", "--to", "stops-csv")
    assert again.returncode == 0, again.stderr
    written = next(iter(back.rglob("stops.csv"))).read_text("utf-8")
    assert "''" not in written
    assert "'=HYPERLINK" in written
    for command in (("show", project / "out" / "base-2025-12-15"), ("validate",)):
        printed = run_cli("-C", project, *command, "--format", "csv").stdout
        for row in csv.reader(io.StringIO(printed)):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


def test_no_name_moves_the_cursor(project: Path, run_cli: RunCli) -> None:
    """On the terminal: no control character, no change of direction."""
    done = run_cli("-C", project, "show", project / "out" / "base-2025-12-15")
    assert done.returncode == 0
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", done.stdout)
