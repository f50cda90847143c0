"""An office's own list of places: find the header among title rows, read what it says of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routeplan.geo.communes import fold
from routeplan.project.cells import CellError, read_cell, read_number
from routeplan.project.files import read_bytes
from routeplan.project.folder import table_named
from routeplan.project.grids import Grid, grids
from routeplan.project.messages import Findings, failure

_HEADERS: Mapping[str, str] = {
    "name": "ten truong|ten don vi|ten diem|ten diem phuc vu|ten co so|ten co so giao duc|truong|"
    "ten truong hoc|don vi|co so|ten thu vien|ten nha van hoa|ten|name|school|school name",
    "address": "dia chi|dia diem|address",
    "lat": "vi do|lat|latitude|vi do lat|vi do y",
    "lon": "kinh do|lon|lng|long|longitude|kinh do long|kinh do x",
    "position": "toa do|toa do gps|gps|vi tri|toa do dia ly|coordinates|position",
    "pupils": "so hoc sinh|hoc sinh|tong so hoc sinh|so hs|tong so hs|hs|si so|so luong hoc sinh|"
    "pupils|students",
    "level": "cap hoc|cap|bac hoc|loai hinh|loai truong|loai|level|kind",
    "commune": "xa phuong|xa|phuong|phuong xa|xa phuong dac khu|ma xa|ten xa|commune|ward|"
    "commune code",
    "district": "quan huyen|huyen|quan|huyen quan|huyen cu|quan huyen cu|former district|district",
    "phone": "dien thoai|so dien thoai|sdt|dt|dien thoai lien he|phone|contact phone",
    "disabled": "tre khuyet tat|khuyet tat|hs khuyet tat|disabled",
    "poor": "tre ho ngheo|ho ngheo|hs ngheo|hoc sinh ngheo|poor",
}
_FIELD_BY_HEADER = {word: field for field, words in _HEADERS.items() for word in words.split("|")}
_IGNORED = frozenset({"stt", "tt", "so tt", "no", "so thu tu", "ghi chu", "note"})
# «Cộng Hòa» is a school, «Cộng 12» is a sum.
_TOTAL = re.compile(r"(tong cong|tong so|total)\b|(tong|cong)( \d|$)")
_HEADER_WITHIN = 40
_DMS = re.compile(r"(\d{1,3})\s*°\s*(\d{1,2})\s*['′’]\s*(\d{1,2}(?:[.,]\d+)?)?\s*(?:[\"″”]|''|)")


@dataclass(frozen=True)
class Place:
    """One row of the list, as texts.

    Args:
        row: None for a place that comes from no table.
        lat, lon: None where the list gives no position.
        kind: of a site, where it is known; else level and name tell.
        estimated: columns of sites.csv that are guessed.
        ref: the lasting name of the place in OpenStreetMap, e.g. ``way/123``; else empty.
    """

    file: str
    row: int | None
    name: str
    lat: float | None
    lon: float | None
    level: str = ""
    commune: str = ""
    district: str = ""
    counts: tuple[tuple[str, str], ...] = ()
    phone: str = ""
    kind: str = ""
    estimated: str = ""
    ref: str = ""

    @property
    def list_name(self) -> str:
        """The list as a whole; `file` names one place of it where there are no rows."""
        return self.file.removesuffix(f"#{self.ref}") if self.ref else self.file


def read_places(path: Path, findings: Findings) -> list[Place]:
    """Return the places that a workbook or CSV file lists; what does not fit is a finding.

    Raises:
        RouteplanError: ``import-not-found``, ``import-unreadable`` or ``import-no-table``.
    """
    places: list[Place] = []
    tables = 0
    for grid in grids(path, read_bytes(path), frozenset(_FIELD_BY_HEADER), findings):
        label, rows = grid.label, grid.rows
        say_faults(grid, findings)
        header = _find_header(rows)
        if header is not None:
            tables += 1
            last, columns = header
            _say_unread(label, rows[last], last, columns, findings)
            places += _read_rows(label, rows, last, columns, findings)
    if not tables:
        raise failure("import-no-table", findings.language, path=str(path))
    return places


def say_faults(grid: Grid, findings: Findings) -> None:
    """Report formula errors; merged cells are usual in such lists and do no harm here."""
    for code, row, _, value, cell in grid.faults:
        if code != "cell-merged":
            findings.add(code, grid.label, row, None, value or None, cell=cell)


def _find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Return the index of the header's last row and the column of every field, or None.

    A header may take two rows («Tọa độ» above «Vĩ độ» and «Kinh độ»): then an empty cell of the
    lower row counts as the one above it.
    """
    best: tuple[int, int, dict[str, int]] | None = None
    for index in range(min(len(rows), _HEADER_WITHIN)):
        above = rows[index - 1] if index else ()
        for header in (rows[index], _joined(above, rows[index])):
            found = _columns(header)
            if "name" in found and len(found) > 1 and (best is None or len(found) > best[0]):
                best = (len(found), index, found)
    return None if best is None else best[1:]


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    width = max(len(above), len(below))
    upper = [*above, *[""] * (width - len(above))]
    lower = [*below, *[""] * (width - len(below))]
    return [low or up for up, low in zip(upper, lower, strict=True)]


def _columns(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, text in enumerate(header):
        field = _FIELD_BY_HEADER.get(fold(text))
        if field is not None:
            found.setdefault(field, index)
    return found


def _say_unread(
    label: str, header: Sequence[str], row: int, columns: Mapping[str, int], findings: Findings
) -> None:
    for index, text in enumerate(header):
        if text and index not in columns.values() and fold(text) not in _IGNORED:
            findings.add("import-column-unread", label, row + 1, None, text)


def _read_rows(
    label: str,
    rows: Sequence[Sequence[str]],
    header: int,
    columns: Mapping[str, int],
    findings: Findings,
) -> list[Place]:
    places = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = {field: row[index].strip() for field, index in columns.items() if index < len(row)}
        filled = [text for text in row if text]
        if not filled or (all(cell.isdecimal() for cell in filled) and len(filled) == len(columns)):
            continue  # blank, or the line of column numbers (1) (2) (3) below a header
        name = " ".join(cells.get("name", "").split())
        if (
            _TOTAL.match(fold(" ".join(filled[:2])))
            or _TOTAL.match(fold(name))
            or not name
            or name.isdecimal()
            or len(filled) == 1
        ):
            findings.add("import-row-skipped", label, number, None, filled[0])
        else:
            places.append(_place(label, number, name, cells, findings))
    return places


def _place(label: str, row: int, name: str, cells: Mapping[str, str], findings: Findings) -> Place:
    lat, lon = _position(label, row, cells, findings)
    counts = []
    for field in ("pupils", "disabled", "poor"):
        text = cells.get(field, "")
        column = next(c for c in table_named("sites").columns if c.name == field)
        try:
            value = read_cell(column, text)
        except CellError as error:
            findings.add("import-count-unread", label, row, field, text, words=error.words)
            continue
        if value is not None:
            counts.append((field, str(value)))
    return Place(
        label,
        row,
        name,
        lat,
        lon,
        level=cells.get("level", ""),
        commune=cells.get("commune", ""),
        district=cells.get("district", ""),
        counts=tuple(counts),
        phone=_phone(cells.get("phone", "")),
    )


def _phone(text: str) -> str:
    """Return a phone number; Excel drops the leading zero of a number."""
    bare = re.sub(r"[\s.-]", "", text)
    return f"0{bare}" if bare.isdecimal() and len(bare) == 9 and bare[0] != "0" else text


def _position(
    label: str, row: int, cells: Mapping[str, str], findings: Findings
) -> tuple[float | None, float | None]:
    pair = [cells.get("lat", ""), cells.get("lon", "")]
    if not any(pair) and cells.get("position"):
        pair = split_position(cells["position"])
    if not any(pair):
        return None, None
    try:
        lat, lon = (_degrees(text) for text in pair)
    except (CellError, ValueError):
        findings.add("import-position-unread", label, row, "lat", ", ".join(pair))
        return None, None
    return lat, lon


def split_position(text: str) -> list[str]:
    """Return latitude and longitude of one cell: ``20.86, 106.68``, ``20,86; 106,68``, degrees.

    A text that is not two numbers comes back alone.
    """
    bare = text.strip().strip("()[]").upper()
    found = [match.group() for match in _DMS.finditer(bare)]
    if len(found) == 2:
        return found
    for separator in (r"\s*;\s*", r"\s*[,/]\s+|\s+", r","):
        parts = [part for part in re.split(separator, bare) if part]
        if len(parts) == 2:
            return parts
    return [text]


def _degrees(text: str) -> float:
    match = _DMS.search(text)
    if match:
        minutes, seconds = float(match[2]), float((match[3] or "0").replace(",", "."))
        return round(int(match[1]) + minutes / 60 + seconds / 3600, 6)
    return read_number(text.strip().strip("°NE").strip())
