"""Every sentence exists in both languages with the same gaps; texts from tables are harmless."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest

import routeplan
from routeplan.cli.checking import place_told
from routeplan.cli.failures import CliError, in_language
from routeplan.cli.health import examine
from routeplan.cli.texts import spoken, text
from routeplan.cli.writing import one_line, print_csv
from routeplan.geo.resolve import resolve_area
from routeplan.model import GROUPS, RouteplanError, Severity, later

ROOMS = Path(routeplan.__file__).parent


def gaps(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_group_and_severity_has_a_name() -> None:
    """A summary never meets a group that it cannot name."""
    for key in [f"group_{group}" for group in (*GROUPS, "other")] + [
        f"severity_{severity.value}" for severity in Severity
    ]:
        assert text(key, "vi")
        assert text(key, "en")


def test_an_error_is_said_in_the_language_asked_for() -> None:
    """Our own errors and those of the project room change language; others stay as they are."""
    assert in_language(CliError("plan-missing", path="x"), "vi")[0] == "Không có kế hoạch nào ở x."
    assert in_language(CliError("plan-missing", path="x"), "en")[0] == "There is no plan at x."
    other = RouteplanError("unheard-of", "Cause.", "Action.")
    assert in_language(other, "vi") == ("Cause.", "Action.")


@pytest.mark.parametrize(
    ("content", "language"),
    [('language = "en"', "en"), ('language = "fr"', "vi"), ("language = 3", "vi"), ("???", "vi")],
)
def test_the_project_sets_the_language_and_a_broken_file_does_not_matter(
    tmp_path: Path, content: str, language: str
) -> None:
    """Messages about a project that cannot be loaded are still said."""
    (tmp_path / "routeplan.toml").write_text(content, encoding="utf-8")
    assert spoken(None, tmp_path) == language
    assert spoken("en", tmp_path) == "en"


def test_a_text_from_a_table_cannot_move_the_cursor() -> None:
    """Escape sequences, line breaks and direction overrides are gone; Vietnamese stays."""
    assert one_line("Cát\x1b[2J Bà\r\n\u202ex\u2028y") == "Cát [2J Bà   x y"
    assert one_line("Thu\u031b\u0323") == "Thự"


def test_csv_does_not_run_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that a spreadsheet would compute is quoted; numbers and dates are not touched."""
    print_csv(("a", "b", "c", "d"), [("=1+1", -5, "2025-12-15", None), ("@x", "-5", 'a"b', "é")])
    lines = ("a,b,c,d", "'=1+1,-5,2025-12-15,", '\'@x,\'-5,"a""b",é', "")
    assert capsys.readouterr().out == "\r\n".join(lines)


def test_csv_reaches_no_control_of_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape codes and direction marks of a name stay out, and no tab hides a formula."""
    print_csv(("a", "b"), [("\x1b[31mred", "\t=1+1"), ("\u202eABC", "x\ny")])
    assert capsys.readouterr().out == "a,b\r\n [31mred,' =1+1\r\n ABC,x y\r\n"


def test_a_day_beyond_the_calendar_is_its_edge() -> None:
    """A hand-edited plan of a billion weeks is shown, not a fault of ours."""
    assert later(date(2025, 12, 15), 6) == date(2025, 12, 21)
    assert later(date(2025, 12, 15), 7 * 10**9) == date.max
    assert later(date(2025, 12, 15), -(10**9)) == date.min


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Cát Hải", ("district:Cát Hải", "commune:Cát Hải")),
        ("Kiến Thuy xx", ("«Kiến Thuy xx»", "Gần giống:")),
        ("zzzzzz", ("commune:TÊN",)),
        ("99999", ("«99999»",)),
        ("town:Cát Hải", ("«town:Cát Hải»",)),
    ],
)
def test_an_area_that_is_not_clear_is_told_in_vietnamese(
    asked: str, words: tuple[str, ...]
) -> None:
    """No gap stays open and no English word remains."""
    with pytest.raises(RouteplanError) as caught:
        resolve_area(asked)
    said = " ".join(in_language(caught.value, "vi"))
    assert [word for word in words if word not in said] == []
    assert "Write" not in said
    assert not gaps(said)
    assert ("Gần giống" in said) is bool(caught.value.details.get("matches"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_doctor_speaks_the_language_asked_for(language: str) -> None:
    """Identifiers stay; what is said of them changes."""
    found = {finding.what: finding for finding in examine(language)}
    assert found["planning"].status == "ok"
    said = found["planning"].detail + found["embedded data"].detail
    assert ("lượt" in said) is (language == "vi")
    assert ("visits" in said) is (language == "en")


@pytest.mark.parametrize(
    ("where", "vietnamese", "english"),
    [
        ("XE 2 2025-12-16", "XE 2 16/12/2025", "XE 2 16/12/2025"),
        (
            "XE-2 2025-12-16 stop 3 (hp-1/mobile/1)",
            "XE-2 16/12/2025, điểm dừng 3 (hp-1/mobile/1)",
            "XE-2 16/12/2025, stop 3 (hp-1/mobile/1)",
        ),
        (
            "XE-2 2025-12-16 leg 2 (ferry a to b)",
            "XE-2 16/12/2025, chặng 2 (ferry a → b)",
            "XE-2 16/12/2025, leg 2 (ferry a → b)",
        ),
        ("XE-2 2025-12-16 way home", "XE-2 16/12/2025, đường về", "XE-2 16/12/2025, way home"),
        ("summary cost", "summary cost", "summary cost"),
        ("XE-2 2025-02-31", "XE-2 2025-02-31", "XE-2 2025-02-31"),
    ],
)
def test_the_place_of_a_violation_is_told_in_words(
    where: str, vietnamese: str, english: str
) -> None:
    """People read it; programs get `where` as it is. Parts of plan.json keep their names."""
    assert place_told(where, "vi") == vietnamese
    assert place_told(where, "en") == english
