"""Compile the catalogues of texts, and find what is wrong with them.

``python -m tools.catalogues`` brings every ``.po`` of `routeplan.language` into its usual form (the
Vietnamese text stands as a comment above each translation) and writes the ``.mo`` beside it. The
English of the catalogue ``help`` is copied from the commands; where it changed, its translations
are marked fuzzy, which is a fault until somebody has read them.
Then, and with ``--check`` alone, it lists what is at fault and ends with 1 where something is.
"""

from __future__ import annotations

import argparse
import io
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from routeplan.language import DEFAULT_LANGUAGE, LANGUAGES
from routeplan.language.catalogues import FOLDER
from tools.catalogue_uses import missing, unused
from tools.help_catalogue import english_help

SOURCE = "Vietnamese: "
"""Begins the comment that shows a translator the text in the language that comes first."""

HELP = "help"
"""The domain of what `--help` says."""

COUNTS = {"count", "n"}
"""Gaps that decide between plural forms, which need not name them."""

_WIDTH = 100
_CHANGING = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Project-Id-Version|'
    r"Report-Msgid-Bugs-To):.*\n",
    re.MULTILINE,
)
"""Lines of a header that change by themselves."""


def domains() -> tuple[str, ...]:
    """Return the name of every domain of the language that comes first."""
    return tuple(sorted(path.stem for path in _folder(DEFAULT_LANGUAGE).glob("*.po")))


def read(language: str, domain: str) -> Catalog:
    """Return a catalogue as it stands in its ``.po``."""
    with path_of(language, domain).open("rb") as file:
        found = read_po(file, locale=language, domain=domain, abort_invalid=True)
    # The header of what is compiled shall not change from one day to the next.
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return found


def path_of(language: str, domain: str, suffix: str = ".po") -> Path:
    """Return where a catalogue lies."""
    return _folder(language) / f"{domain}{suffix}"


def entries(catalogue: Catalog) -> dict[str, Message]:
    """Return the messages of a catalogue by their key, without the header."""
    return {key_of(message): message for message in catalogue if message.id}


def key_of(message: Message) -> str:
    """Return the key of a message, one or many."""
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def forms(message: Message) -> tuple[str, ...]:
    """Return the text of a message, or its plural forms."""
    found = message.string
    return tuple(found) if isinstance(found, tuple | list) else (str(found or ""),)


def gaps(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def choices(text: str) -> Iterator[tuple[str, int]]:
    """Yield the gaps that hold forms of a word, ``{days:day|days}``, with how many there are."""
    for _, name, spec, _ in string.Formatter().parse(text):
        if name and spec and "|" in spec:
            yield name, spec.count("|") + 1


def faults() -> Iterator[str]:
    """Yield what is wrong with the catalogues themselves, one line each."""
    for language in LANGUAGES:
        there = {path.stem for path in _folder(language).glob("*.po")}
        for domain in sorted(there ^ set(domains())):
            yield f"{language}: the domain {domain} is in one language only"
    for domain in domains():
        source = entries(read(DEFAULT_LANGUAGE, domain))
        for language in LANGUAGES:
            if path_of(language, domain).is_file():
                yield from _faults_of(language, domain, source)


def help_faults() -> Iterator[str]:
    """Yield the help texts that are not those of the commands, one line each."""
    told = {key: forms(message)[0] for key, message in entries(read("en", HELP)).items()}
    wanted = english_help()
    for key in sorted(wanted.keys() | told.keys()):
        if told.get(key) != wanted.get(key):
            yield f"en/{HELP}: {key} is not what the command says"


def copy_help() -> None:
    """Bring the catalogues of help up to the commands; new texts are empty, changed ones fuzzy."""
    wanted = english_help()
    told = {key: forms(message)[0] for key, message in entries(read("en", HELP)).items()}
    for language in LANGUAGES:
        catalogue = read(language, HELP)
        for key in told.keys() - wanted.keys():
            catalogue.delete(key)
        for key, text in wanted.items():
            message = catalogue.get(key) or catalogue.add(key, "")
            if language == "en":
                message.string = text
            elif key in told and told[key] != text:
                message.flags.add("fuzzy")
        _write(language, HELP, catalogue)


def _faults_of(language: str, domain: str, source: dict[str, Message]) -> Iterator[str]:
    catalogue = read(language, domain)
    found = entries(catalogue)
    where = f"{language}/{domain}"
    for key in sorted(source.keys() ^ found.keys()):
        yield f"{where}: {key} is in one language only"
    if catalogue.obsolete:
        yield f"{where}: there are obsolete entries"
    for key, message in found.items():
        texts = forms(message)
        wanted = catalogue.num_plurals if message.pluralizable else 1
        if message.fuzzy:
            yield f"{where}: {key} is fuzzy"
        if len(texts) != wanted or not all(texts):
            yield f"{where}: {key} is empty, or a plural form of it is"
            continue
        try:
            filled = [gaps(text) for text in texts]
            expected = gaps("".join(forms(source[key]))) if key in source else filled[0]
        except ValueError as error:
            yield f"{where}: {key} has braces that do not match: {error}"
            continue
        if any(one - COUNTS != expected - COUNTS for one in filled):
            yield f"{where}: {key} has other gaps than in Vietnamese"
        for name, many in (choice for text in texts for choice in choices(text)):
            if many != catalogue.num_plurals:
                yield f"{where}: {key} has {many} forms for {{{name}}}, not {catalogue.num_plurals}"
        if expected & COUNTS != filled[-1] & COUNTS:
            yield f"{where}: {key} does not tell the count"
        if message.pluralizable and not filled[-1] & COUNTS:
            yield f"{where}: {key} has plural forms, and no gap {{count}} or {{n}}"


def normal(language: str, domain: str) -> bytes:
    """Return a ``.po`` in its usual form."""
    catalogue = read(language, domain)
    source = entries(read(DEFAULT_LANGUAGE, domain))
    for key, message in entries(catalogue).items():
        notes = [note for note in _joined(message.auto_comments) if not note.startswith(SOURCE)]
        if language != DEFAULT_LANGUAGE and key in source:
            notes.append(SOURCE + " ".join(" / ".join(forms(source[key])).split()))
        message.auto_comments = notes
        message.flags.discard("python-format")
        if any("{" in text for text in forms(message)):
            message.flags.add("python-brace-format")
    return _po(catalogue)


def compiled(language: str, domain: str) -> bytes:
    """Return the ``.mo`` of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, read(language, domain))
    return buffer.getvalue()


def stale() -> Iterator[Path]:
    """Yield every file that ``python -m tools.catalogues`` would change.

    A ``.mo`` is compared by its texts: its header names the babel that wrote it.
    """
    for language in LANGUAGES:
        for domain in domains():
            path = path_of(language, domain)
            if path.read_bytes() != normal(language, domain):
                yield path
            made = path_of(language, domain, ".mo")
            if not made.is_file() or _texts(made) != _texts(path):
                yield made


def _po(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=_WIDTH, no_location=True)
    return _CHANGING.sub("", buffer.getvalue().decode("utf-8")).encode("utf-8")


def _write(language: str, domain: str, catalogue: Catalog) -> None:
    path_of(language, domain).write_bytes(_po(catalogue))


def _texts(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open("rb") as file:
        read_catalogue = read_mo if path.suffix == ".mo" else read_po
        return {key: forms(message) for key, message in entries(read_catalogue(file)).items()}


def _joined(comments: list[str]) -> list[str]:
    """Return comments up to the one that begins with SOURCE, which is last and may be wrapped."""
    for number, note in enumerate(comments):
        if note.startswith(SOURCE):
            return [*comments[:number], SOURCE]
    return list(comments)


def _folder(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES"


def main() -> int:
    """Write or check; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.catalogues", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    checking = parser.parse_args().check
    if not checking:
        copy_help()
        for language in LANGUAGES:
            for domain in domains():
                path_of(language, domain).write_bytes(normal(language, domain))
                path_of(language, domain, ".mo").write_bytes(compiled(language, domain))
    found = [*faults(), *help_faults(), *missing(), *unused()]
    found += [f"{path}: run python -m tools.catalogues" for path in stale()]
    for fault in found:
        print(fault)
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
