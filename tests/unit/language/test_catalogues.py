"""Every text exists in every language, is asked for, and is compiled as it stands."""

from __future__ import annotations

import ast
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

import routeplan
from routeplan.language import LANGUAGES, Catalogue, MissingTextError
from routeplan.language.catalogues import FOLDER
from routeplan.language.spoken import Phrase, Series, SpokenError
from tools import catalogue_uses, catalogues

PACKAGE = Path(routeplan.__file__).parent


def test_the_catalogues_have_no_faults() -> None:
    """Same keys, same gaps, nothing empty or fuzzy."""
    assert list(catalogues.faults()) == []


def test_the_files_are_in_their_usual_form_and_compiled() -> None:
    """`python -m tools.catalogues` would change nothing."""
    assert list(catalogues.stale()) == []


def test_every_text_that_is_asked_for_exists_and_the_others_are_gone() -> None:
    """By the syntax of the code; what it puts together at run time raises where it is missing."""
    assert list(catalogue_uses.missing()) == []
    assert list(catalogue_uses.unused()) == []
    assert {*catalogue_uses.READERS, catalogues.HELP} == set(catalogues.domains())


def test_help_is_that_of_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every option and command has its text in the catalogue, and no other."""
    assert list(catalogues.help_faults()) == []
    other = {**catalogues.english_help(), "plan.seconds": "Changed.", "plan.new": "New."}
    del other["plan.weeks"]
    monkeypatch.setattr(catalogues, "english_help", lambda: other)
    assert [line.split()[1] for line in catalogues.help_faults()] == [
        "plan.new", "plan.seconds", "plan.weeks",
    ]  # fmt: skip


def test_help_that_changed_is_to_be_read_again(
    spoilt: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is made by itself; its translation is at fault until somebody has seen it."""
    other = {**catalogues.english_help(), "plan.seconds": "Changed.", "plan.new": "New."}
    del other["plan.weeks"]
    monkeypatch.setattr(catalogues, "english_help", lambda: other)
    catalogues.copy_help()
    assert list(catalogues.help_faults()) == []
    assert list(catalogues.faults()) == [
        "vi/help: plan.seconds is fuzzy",
        "vi/help: plan.new is empty, or a plural form of it is",
    ]


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Give a function that changes an English catalogue and returns what is then at fault."""
    folder = tmp_path / "locale"
    shutil.copytree(FOLDER, folder)
    monkeypatch.setattr(catalogues, "FOLDER", folder)

    def spoil(change: Callable[[Catalog], None], domain: str = "cli") -> list[str]:
        path = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        with path.open("rb") as file:
            catalogue = read_po(file, locale="en", domain=domain)
        change(catalogue)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, no_location=True)
        return list(catalogues.faults()) or [late.name for late in catalogues.stale()]

    return spoil


def entry(catalogue: Catalog, key: str) -> catalogues.Message:
    """The message of a key."""
    found = catalogue.get(key)
    assert found is not None
    return found


BROKEN: dict[str, Callable[[Catalog], None]] = {
    "one language only": lambda c: c.delete("error"),
    "bug has other gaps": lambda c: setattr(entry(c, "bug"), "string", "A fault"),
    "error is empty": lambda c: setattr(entry(c, "error"), "string", ""),
    "error is fuzzy": lambda c: entry(c, "error").flags.add("fuzzy"),
    "bug has braces": lambda c: setattr(entry(c, "bug"), "string", "A fault: {what"),
    "visits_count is empty": lambda c: setattr(entry(c, "visits_count"), "string", ("one", "")),
    "visits_count does not tell": lambda c: setattr(
        entry(c, "visits_count"), "string", ("{count} visit", "visits")
    ),
    "days_old has 3 forms for {days}": lambda c: setattr(
        entry(c, "days_old"), "string", "{days} {days:a|b|c} ago"
    ),
    "cli.mo": lambda c: setattr(entry(c, "error"), "string", "Mistake"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_found(spoilt: Callable[..., list[str]], fault: str) -> None:
    """Each kind of mistake that a translator, or who adds a text, may make."""
    found = spoilt(BROKEN[fault])
    assert found
    assert any(fault in line for line in found), found


def test_a_domain_in_one_language_is_found(spoilt: Callable[..., list[str]]) -> None:
    """A new room's texts need both files."""
    path = catalogues.path_of("en", "rotation")
    path.unlink()
    assert "en: the domain rotation is in one language only" in list(catalogues.faults())


def test_a_text_that_no_catalogue_has_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each way in which code asks for texts."""
    package = tmp_path / "routeplan"
    for room in ("cli", "solve", "report", "network"):
        (package / room).mkdir(parents=True)
    (package / "cli" / "a.py").write_text(
        "text('no_such', language)\ntext(f'no_{such}_thing', language)\ntext('error', language)\n"
        "raise CliError('no-such-error', path=path)\nfindings.add('no-such-finding', 'a.csv')\n"
        "raise SpokenError('area-unknown', key='no-such-key')\n"
    )
    (package / "solve" / "b.py").write_text("self.say('no-such')\nself.say('head', name=1, id=2)\n")
    (package / "report" / "c.py").write_text("words['no_such']\nwords['lunch']\n")
    (package / "network" / "d.py").write_text(
        "TEXTS = Catalogue('network')\nTEXTS.text('no-such', 'vi')\n"
    )
    monkeypatch.setattr(catalogue_uses, "PACKAGE", package)
    found = [line.split(":")[:2] for line in catalogue_uses.missing()]
    assert found == [
        ["cli/a.py", "1"], ["cli/a.py", "2"], ["cli/a.py", "4"], ["cli/a.py", "5"],
        ["cli/a.py", "6"], ["network/d.py", "2"], ["report/c.py", "1"], ["solve/b.py", "1"],
    ]  # fmt: skip


def test_a_text_that_nothing_asks_for_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room that does not read a domain asks for nothing of it."""
    monkeypatch.setattr(catalogue_uses, "READERS", {"rotation": ("geo",)})
    assert "rotation: nothing asks for too-few.reason" in list(catalogue_uses.unused())


def test_a_missing_text_is_an_error_and_never_its_own_key() -> None:
    """Left to itself, gettext prints the key."""
    for ask in (Catalogue("cli").text, Catalogue("cli").template):
        with pytest.raises(MissingTextError, match="cli: there is no text 'nothing'"):
            ask("nothing", "en")


def test_other_languages_get_vietnamese() -> None:
    """As does nobody's choice."""
    vietnamese = Catalogue("cli").text("error", "vi")
    assert vietnamese == "Lỗi"
    assert {Catalogue("cli").text("error", other) for other in (None, "fr", "")} == {vietnamese}


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0 visits"), (1, "1 visit"), (2, "2 visits"), ("1.234", "1.234 visits")],
)
def test_counts_decide_between_forms(count: object, written: str) -> None:
    """English has two, Vietnamese one; a number with separators is many."""
    assert Catalogue("cli").text("visits_count", "en", count=count) == written
    assert Catalogue("cli").text("visits_count", "vi", count=count) == f"{count} lượt"


@pytest.mark.parametrize(
    ("duties", "visits", "written"),
    [
        (1, 1, "1 duty, 1 visit"),
        (2, 1, "2 duties, 1 visit"),
        ("1,234", 0, "1,234 duties, 0 visits"),
    ],
)
def test_each_count_of_a_sentence_has_its_own_form(
    duties: object, visits: int, written: str
) -> None:
    """Gettext's plural forms know one count alone; forms inside a gap go with its value."""
    counts = {"routes": duties, "visits": visits}
    assert written in Catalogue("cli").text("check_fine", "en", **counts)
    assert f"{duties} chuyến, {visits} lượt" in Catalogue("cli").text("check_fine", "vi", **counts)


def counted_nouns() -> Iterator[tuple[str, str]]:
    """Domain and key of English texts in which a count stands before a bare plural."""
    plural = re.compile(
        r"\{(?:n|count|[a-z_]*(?:days|weeks|visits|duties|crates|copies|minutes|sets|stops))\}"
        r" (?:more |another |such )?[a-z]+s\b(?! than)"
    )
    for domain in catalogues.domains():
        for key, message in catalogues.entries(catalogues.read("en", domain)).items():
            if not message.pluralizable and plural.search(catalogues.forms(message)[0]):
                yield domain, key


def test_english_never_writes_1_visits() -> None:
    """Whatever counts things has a form for one."""
    assert dict(counted_nouns()) == {"check": "duty-twice"}, "two at least, by its rule"


def test_an_open_text_is_that_for_many() -> None:
    """The index of codes shows it."""
    assert Catalogue("cli").template("visits_count", "en") == "{count} visits"
    assert Catalogue("cli").template("days_old", "en") == "{days} days ago"
    assert Catalogue("cli").template("error", "en") == "Error"


def test_words_are_a_tree_with_lists() -> None:
    """As pages and documents read them; plural forms are not in it."""
    words = Catalogue("documents").words("en")
    assert words["sheet"]["by_day"] == "By day"
    assert words["weekdays"][0] == "Monday"
    assert "people_count" not in words["driver"]


def test_an_error_says_its_parts_in_the_language_of_the_sentence() -> None:
    """Choices are joined as each language joins them."""
    phrase = Phrase(Catalogue("errors"), "former-district", {"name": "X"})
    error = SpokenError(
        "area-ambiguous",
        {"asked": "x", "named": Series([phrase, "Y"]), "choices": Series(["a", "b"], any_of=True)},
    )
    assert (error.cause, error.action) == ("'x' fits X (former district), Y.", "Write a or b.")
    assert error.say("vi") == (
        "«x» có thể là X (huyện, quận cũ), Y.",
        "Ghi một trong các tên: a, b.",
    )


VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")

READ_BACK = (
    "model/tables.py", "model/handover.py", "model/collection.py",  # headers and choices of sheets
    "project/cells.py", "project/importing", "report/handover_sheet.py",  # what people write
    "language/collation.py", "geo/", "report/file_names.py", "project/text.py",
    "rotation/sets.py",  # names of book sets, written into a table
)  # fmt: skip
"""Where Vietnamese stands in code because it is data, not because somebody is told something."""


def test_no_sentence_stands_in_code() -> None:
    """Vietnamese outside the catalogues is headers and what is read, not what is said."""
    found = [
        f"{name}: {text[:40]!r}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(READ_BACK)
        for text in said_in(path)
    ]
    assert found == []


def said_in(path: Path) -> Iterator[str]:
    """Texts of a module, without docstrings, that have letters of Vietnamese alone."""
    source = path.read_text(encoding="utf-8")
    if not VIETNAMESE.search(unicodedata.normalize("NFC", source)):
        return
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            plain = unicodedata.normalize("NFC", node.value)
            if id(node) not in docstrings and VIETNAMESE.search(plain):
                yield node.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wheel_has_both_files_of_every_domain(language: str) -> None:
    """They lie in the package, all of which is in a wheel."""
    folder = PACKAGE / "language" / "locale" / language / "LC_MESSAGES"
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{domain}{end}" for domain in catalogues.domains() for end in (".po", ".mo")}
