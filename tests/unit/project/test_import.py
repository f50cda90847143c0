"""An office's own list merged into sites.csv."""

from __future__ import annotations

import csv
import errno
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routeplan.model import RouteplanError
from routeplan.project import files, import_sites
from routeplan.project.importing.naming import kind_of, new_id, short_name
from routeplan.project.importing.reading import split_position

HEADER = [
    "STT",
    "Tên trường",
    "Địa chỉ",
    "Tọa độ",
    "Số học sinh",
    "Cấp học",
    "Xã/Phường",
    "Điện thoại",
]
SCHOOL = [
    1,
    "Trường Tiểu học Nguyễn Trãi",
    "Số 1",
    "20.8400, 106.7000",
    812,
    "Tiểu học",
    "",
    913123456,
]


def listing(tmp_path: Path, *rows: list[Any], header: list[Any] = HEADER) -> Path:
    """Write a workbook as offices keep it: titles above, a total below."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["UBND THÀNH PHỐ"], ["DANH SÁCH TRƯỜNG HỌC"], [], header, *rows):
        sheet.append(row)
    sheet.merge_cells("A1:H1")
    sheet.append(["Tổng cộng", None, None, None, 9999])
    path = tmp_path / "danh-sach.xlsx"
    book.save(path)
    return path


def sites(folder: Any) -> dict[str, dict[str, str]]:
    """Return the rows of sites.csv by id."""
    text = (folder.path / "sites.csv").read_text(encoding="utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def codes(report: Any, severity: str) -> list[tuple[str, int | None]]:
    """Return code and row of the findings of one severity."""
    return [(n.code, n.row) for n in report.notices if n.severity.value == severity]


def test_a_school_arrives_whole(folder: Any, tmp_path: Path) -> None:
    """Id, kind, commune, district, position, pupils and phone; the project stays valid."""
    report = import_sites(folder.path, listing(tmp_path, SCHOOL))
    assert report.added == ("th-nguyen-trai-11359",)
    row = sites(folder)["th-nguyen-trai-11359"]
    assert (row["name"], row["kind"]) == ("Trường Tiểu học Nguyễn Trãi", "primary_school")
    assert (row["commune_code"], row["former_district"]) == ("11359", "Ngô Quyền")
    assert (row["lat"], row["lon"], row["pupils"]) == ("20.84", "106.7", "812")
    assert row["contact_phone"] == "0913123456"
    assert (row["service"], row["interval_weeks"], row["deliver_crates"]) == ("exchange", "3", "7")
    assert ("import-assumed", None) in codes(report, "info")
    project = folder.load()
    assert project.errors == ()
    assert "th-nguyen-trai-11359" in project.problem.site_by_id


def test_importing_again_changes_nothing(folder: Any, tmp_path: Path) -> None:
    """The second import finds every site by its row: the files keep their bytes."""
    path = listing(tmp_path, SCHOOL)
    import_sites(folder.path, path)
    before = (folder.path / "sites.csv").read_bytes()
    report = import_sites(folder.path, path)
    assert (report.added, report.updated, report.duplicates) == ((), (), ())
    assert report.unchanged == ("th-nguyen-trai-11359",)
    assert (folder.path / "sites.csv").read_bytes() == before


def test_an_unedited_cell_follows_the_list_and_an_edited_one_stays(
    folder: Any, tmp_path: Path
) -> None:
    """Pupils change with the list until the user writes another number."""
    import_sites(folder.path, listing(tmp_path, SCHOOL))
    row = next(k for k, r in enumerate(folder.rows("sites"), 1) if r[0].startswith("th-"))
    newer = [*SCHOOL[:4], 850, *SCHOOL[5:]]
    report = import_sites(folder.path, listing(tmp_path, newer))
    assert report.updated == (("th-nguyen-trai-11359", ("pupils",)),)
    assert sites(folder)["th-nguyen-trai-11359"]["pupils"] == "850"
    folder.put("sites", row, "pupils", "845")
    folder.put("sites", row, "name", "TH Nguyễn Trãi")
    folder.put("sites", row, "contact_phone", "")
    latest = [*SCHOOL[:4], 900, *SCHOOL[5:]]
    report = import_sites(folder.path, listing(tmp_path, latest))
    assert report.updated == ()
    assert [(k.column, k.value, k.offered) for k in report.kept] == [
        ("pupils", "845", "900"),
        ("contact_phone", "", "0913123456"),
    ]
    now = sites(folder)["th-nguyen-trai-11359"]
    assert (now["pupils"], now["name"], now["contact_phone"]) == ("845", "TH Nguyễn Trãi", "")


def test_only_empty_cells_of_hand_made_sites_are_filled(folder: Any, tmp_path: Path) -> None:
    """A site that the user typed in keeps what it says and gains what it lacked."""
    folder.put("sites", 2, "pupils", "")
    row = [1, "Tiểu học Nội Thành", "", "20.8491, 106.6901", 512, "", "", ""]
    report = import_sites(folder.path, listing(tmp_path, row))
    assert report.updated == (("s-noi-thanh", ("pupils",)),)
    now = sites(folder)["s-noi-thanh"]
    assert (now["pupils"], now["lat"], now["lon"]) == ("512", "20.8490", "106.6900")
    assert now["name"] == "Trường Tiểu học Nội Thành"


def test_an_estimate_gives_way_to_a_real_number(folder: Any, tmp_path: Path) -> None:
    """A cell marked as estimated is nobody's edit, and the mark goes with it."""
    folder.put("sites", 2, "estimated", "pupils;lat")
    row = [1, "Tiểu học Nội Thành", "", "", 512, "", "11359", ""]
    import_sites(folder.path, listing(tmp_path, row))
    now = sites(folder)["s-noi-thanh"]
    assert (now["pupils"], now["estimated"]) == ("512", "lat")


def test_missing_pupils_stay_unknown(folder: Any, tmp_path: Path) -> None:
    """No number is invented, for empty cells nor for words; both are said."""
    words = [2, "Trường THCS Chu Văn An", "", "20.8460, 106.7100", "khoảng 300", "", "", ""]
    empty = [3, "Trường THCS Lê Lợi", "", "20.8300, 106.7200", None, "", "", ""]
    report = import_sites(folder.path, listing(tmp_path, words, empty))
    assert [sites(folder)[name]["pupils"] for name in report.added] == ["", ""]
    assert codes(report, "warning") == [("import-count-unread", 5)]
    assert ("import-pupils-unknown", None) in codes(report, "info")
    assert all(folder.load().problem.site_by_id[n].pupils is None for n in report.added)


def test_likely_duplicates_are_reported_and_not_added(folder: Any, tmp_path: Path) -> None:
    """The same school under another spelling near by; numbers and kinds tell places apart."""
    again = [2, "TH Nguyễn Trải", "", "20.8401, 106.7001", 812, "", "", ""]
    twice = [3, "Trường TH Nguyễn Trãi", "", "20.8400, 106.7000", 812, "", "", ""]
    other_kind = [4, "Trường THCS Nguyễn Trãi", "", "20.8400, 106.7001", 600, "", "", ""]
    one = [5, "Mầm non Hoa Sen 1", "", "20.8410, 106.7010", 100, "", "", ""]
    two = [6, "Mầm non Hoa Sen 2", "", "20.8410, 106.7010", 100, "", "", ""]
    path = listing(tmp_path, SCHOOL, again, twice, other_kind, one, two)
    report = import_sites(folder.path, path)
    assert [(d.row, d.site) for d in report.duplicates] == [
        (6, "th-nguyen-trai-11359"),
        (7, "th-nguyen-trai-11359"),
    ]
    assert report.duplicates[0].metres == 15
    assert report.added == (
        "th-nguyen-trai-11359",
        "thcs-nguyen-trai-11359",
        "mn-hoa-sen-1-11359",
        "mn-hoa-sen-2-11359",
    )
    forced = import_sites(folder.path, path, force=True)
    assert forced.added == ("th-nguyen-trai-11359-2", "th-nguyen-trai-11359-3")
    assert import_sites(folder.path, path, force=True).added == ()


def test_the_same_name_elsewhere_is_another_place(folder: Any, tmp_path: Path) -> None:
    """Two communes may each have a school of that name."""
    far = [2, *SCHOOL[1:3], "20.7250, 106.5560", *SCHOOL[4:]]
    report = import_sites(folder.path, listing(tmp_path, SCHOOL, far))
    assert len(report.added) == 2
    assert len(set(report.added)) == 2


def test_a_list_without_positions_is_known_in_a_city_without_communes(
    folder: Any, tmp_path: Path
) -> None:
    """Sites elsewhere have no commune's code, or one of their own; the same name is the same."""
    text = (folder.path / "sites.csv").read_text(encoding="utf-8")
    first = next(csv.DictReader(io.StringIO(text)))
    columns = text.splitlines()[0]
    names = columns.split(",")
    empty = dict.fromkeys(("windows", "needs", "groups", "landing", "road", "pupils"), "")
    there = {"id": "s-1", "name": "Trường A", "lat": "10.77", "lon": "106.70"}
    for code, told in (("", ""), ("12", "12"), ("Q1", "Q1")):
        cells = {**first, **empty, **there, "commune_code": code}
        row = ",".join(cells.get(name) or "" for name in names)
        folder.text("sites.csv", f"{columns}\n{row}\n")
        for table in ("landings", "crossings", "depots"):
            (folder.path / f"{table}.csv").unlink(missing_ok=True)
        file = tmp_path / "ds.csv"
        file.write_text(f"Tên trường,Số học sinh,Xã\nTrường A,321,{told}\n", encoding="utf-8")
        assert import_sites(folder.path, file).updated == (("s-1", ("pupils",)),), code
        (folder.path / ".routeplan" / "imports.json").unlink()


def test_a_site_removed_by_the_user_stays_out(folder: Any, tmp_path: Path) -> None:
    """Deleting a row is an edit; --force brings it back with the id that it had."""
    path = listing(tmp_path, SCHOOL)
    import_sites(folder.path, path)
    folder.write("sites", [row for row in folder.rows("sites") if not row[0].startswith("th-")])
    report = import_sites(folder.path, path)
    assert report.added == ()
    assert ("import-removed", 5) in codes(report, "info")
    assert import_sites(folder.path, path, force=True).added == ("th-nguyen-trai-11359",)


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ("", "import-no-position"),
        ("gần chợ", "import-position-unread"),
        ("20.5, 107.2", "position-in-sea"),
        ("10.8, 106.7", "position-outside"),
    ],
)
def test_rows_that_cannot_be_placed_are_rejected_with_a_reason(
    folder: Any, tmp_path: Path, position: str, code: str
) -> None:
    """Nothing is guessed, and the other rows still arrive."""
    bad = [2, "Trường THPT Lạc", "", position, 10, "", "", ""]
    others = [[k, f"Trường THCS Số {k}", "", f"20.84, 106.{k}", 1, "", "", ""] for k in (66, 67)]
    report = import_sites(folder.path, listing(tmp_path, bad, *others))
    assert (code, 5) in codes(report, "error")
    assert [row for _, row in report.rejected] == [5]
    assert len(report.added) == 2


def test_swapped_positions_are_put_right_and_said(folder: Any, tmp_path: Path) -> None:
    """106.7 is no latitude here; the pair is turned round with a warning."""
    row = [*SCHOOL[:3], "106.7000, 20.8400", *SCHOOL[4:]]
    report = import_sites(folder.path, listing(tmp_path, row))
    assert sites(folder)[report.added[0]]["lat"] == "20.84"
    assert codes(report, "warning") == [("import-swapped", 5)]


def test_a_school_beside_a_village_without_road_is_reached_like_it(
    folder: Any, tmp_path: Path
) -> None:
    """Road and landing of the neighbour are taken over, and said."""
    row = [1, "Trường TH&THCS Việt Hải", "", "20.8005, 107.0502", 18, "", "", ""]
    report = import_sites(folder.path, listing(tmp_path, row))
    now = sites(folder)[report.added[0]]
    assert (now["road"], now["landing"], now["landing_access_min"]) == ("no", "b-viet-hai", "20")
    assert (now["groups"], now["interval_weeks"], now["deliver_crates"]) == ("island", "4", "10")
    assert ("import-as-neighbour", 5) in codes(report, "info")


def test_the_users_file_keeps_its_ways(folder: Any, tmp_path: Path) -> None:
    """Own columns, order, Vietnamese headers, semicolons, BOM, line ends and blank rows stay."""
    text = (
        "Ghi chú riêng;Tên điểm;Mã điểm;Loại;Vĩ độ;Kinh độ;Hình thức;Chu kỳ (tuần);Phút phục vụ\r\n"
        "của tôi;Thư viện A;tv-a;library;20.8490;106.6900;exchange;3;25\r\n"
        "\r\n"
        '"b;b";Thư viện B;tv-b;library;20.8300;106.6800;exchange;3;25\r\n'
    )
    (folder.path / "sites.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    folder.text("calendar.csv", "date_from,kind\n")
    import_sites(folder.path, listing(tmp_path, SCHOOL))
    data = (folder.path / "sites.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith(text.split("\r\n", 1)[0] + ";")
    assert "Số học sinh" in lines[0]
    assert lines[1].startswith("của tôi;Thư viện A;tv-a;library;20.8490;106.6900;exchange;3;25")
    assert lines[2].strip(";") == ""
    assert lines[3].startswith('"b;b";Thư viện B;tv-b;')
    assert folder.load().errors == ()


def test_a_header_of_two_rows_and_a_csv_file(folder: Any, tmp_path: Path) -> None:
    """«Tọa độ» above «Vĩ độ» and «Kinh độ»; a line of column numbers below is no place."""
    path = tmp_path / "ds.csv"
    path.write_text(
        "Danh sách thư viện;;;;\n"
        "TT;Tên thư viện;Tọa độ;;Số HS\n"
        ";;Vĩ độ;Kinh độ;\n"
        "1;2;3;4;5\n"
        "1;Thư viện tư nhân Cộng Hòa;20,8400;106,7000;1.250\n",
        encoding="utf-8",
    )
    report = import_sites(folder.path, path)
    row = sites(folder)[report.added[0]]
    assert (row["kind"], row["lat"], row["pupils"]) == ("private_library", "20.84", "1250")


def test_a_list_without_a_table_of_places_is_refused(folder: Any, tmp_path: Path) -> None:
    """No header with names, no file, no workbook: plain errors, and nothing is written."""
    before = (folder.path / "sites.csv").read_bytes()
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04broken")
    cases = {"a.csv": "import-no-table", "b.xlsx": "import-unreadable", "c": "import-not-found"}
    for name, code in cases.items():
        with pytest.raises(RouteplanError) as caught:
            import_sites(folder.path, tmp_path / name)
        assert caught.value.code == code
    assert (folder.path / "sites.csv").read_bytes() == before
    assert not (folder.path / ".routeplan").exists()


def test_sites_in_a_workbook_are_not_written(folder: Any, tmp_path: Path) -> None:
    """Only CSV files are written, and the error says so."""
    book = openpyxl.Workbook()
    book.active.title = "sites"
    for row in folder.rows("sites"):
        book.active.append(row)
    book.save(folder.path / "p.xlsx")
    (folder.path / "sites.csv").unlink()
    with pytest.raises(RouteplanError) as caught:
        import_sites(folder.path, listing(tmp_path, SCHOOL))
    assert caught.value.code == "import-into-workbook"


def test_a_disk_that_fills_up_leaves_sites_and_memory_alike(
    folder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sites.csv and the state file are replaced together or not at all."""
    path = listing(tmp_path, SCHOOL)
    before = (folder.path / "sites.csv").read_bytes()
    calls = []

    def full(_: int) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RouteplanError):
        import_sites(folder.path, path)
    assert (folder.path / "sites.csv").read_bytes() == before
    assert not (folder.path / ".routeplan").exists()


def test_a_damaged_state_file_loses_no_edit(folder: Any, tmp_path: Path) -> None:
    """Without its memory the import takes every filled cell for the user's own."""
    import_sites(folder.path, listing(tmp_path, SCHOOL))
    folder.text(".routeplan/imports.json", "{broken")
    newer = [*SCHOOL[:4], 850, *SCHOOL[5:]]
    report = import_sites(folder.path, listing(tmp_path, newer))
    assert report.added == ()
    assert [(k.column, k.value, k.offered) for k in report.kept] == [("pupils", "812", "850")]


def test_the_report_is_an_object_for_machines(folder: Any, tmp_path: Path) -> None:
    """`to_json` holds plain values alone."""
    import json

    report = import_sites(folder.path, listing(tmp_path, SCHOOL, SCHOOL))
    data = json.loads(json.dumps(report.to_json()))
    assert data["added"] == ["th-nguyen-trai-11359"]
    assert data["duplicates"][0]["row"] == 6


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("Trường Tiểu học Kim Đồng", "", "primary_school"),
        ("Trường TH&THCS Phù Long", "", "primary_school"),
        ("THCS & THPT Cát Hải", "", "secondary_school"),
        ("Trường THPT Cát Bà", "", "high_school"),
        ("Trường mầm non Sao Mai", "", "kindergarten"),
        ("Thư viện xã Kiến Thụy", "", "library"),
        ("Tủ sách dòng họ Vũ", "", "clan_bookcase"),
        ("Nhà văn hóa thôn 3", "", "community_centre"),
        ("Bưu điện văn hóa xã", "", "post_office"),
        ("Nguyễn Trãi", "THCS", "secondary_school"),
        ("Điểm đọc sách", "", "other"),
    ],
)
def test_kinds_are_told_by_level_and_name(name: str, level: str, kind: str) -> None:
    """The level column goes first, then the name."""
    assert kind_of(name, level) == kind


def test_ids_are_short_stable_and_unique() -> None:
    """Abbreviated names with the commune's code; a number where it is taken."""
    assert short_name("Trường Tiểu học và THCS Việt Hải") == short_name("TH&THCS Việt Hải")
    assert new_id("Trường Tiểu học Nguyễn Trãi", "11359", ()) == "th-nguyen-trai-11359"
    assert new_id("Trường Tiểu học Nguyễn Trãi", "11359", {"th-nguyen-trai-11359"}).endswith("-2")
    assert len(new_id("x" * 300, "11359", ())) <= 64
    assert new_id("!!!", "", ()) == "diem"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("20.86, 106.68", ["20.86", "106.68"]),
        ("20,86; 106,68", ["20,86", "106,68"]),
        ("20,86 106,68", ["20,86", "106,68"]),
        ("(20.86,106.68)", ["20.86", "106.68"]),
        ("gần chợ lớn", ["gần chợ lớn"]),
    ],
)
def test_positions_of_one_cell(text: str, parts: list[str]) -> None:
    """Both numbers are found, however they are separated."""
    assert split_position(text) == parts
