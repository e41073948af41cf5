"""Which document, and which person, a row of attributes speaks of."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from thememiner.corpus.attributes import Row
from thememiner.corpus.speakers import parts, stem
from thememiner.records import Note

_NAMED = 5


def rows_by_document(doc_ids: Sequence[str], rows: Sequence[Row], notes: list[Note]) -> dict[str, list[Row]]:
    """Return the rows of each document: named by its id, else by its file, else by that without suffix."""
    by_id = {_folded(doc_id): [doc_id] for doc_id in doc_ids}
    by_name: dict[str, list[str]] = {}
    by_stem: dict[str, list[str]] = {}
    for doc_id in doc_ids:
        name = PurePosixPath(doc_id).name
        by_name.setdefault(_folded(name), []).append(doc_id)
        by_stem.setdefault(_folded(stem(name)), []).append(doc_id)
    found: dict[str, list[Row]] = {}
    missing = []
    for row in rows:
        name = _folded(row.name.replace("\\", "/").removeprefix("./"))
        inside = _folded(f"{row.folder}/") + name if row.folder else name
        matches = by_id.get(inside) or by_id.get(name) or by_name.get(name) or by_stem.get(name) or []
        if len(matches) == 1:
            found.setdefault(matches[0], []).append(row)
        elif matches:
            notes.append(Note(row.place, f"{row.name} could be any of {', '.join(matches)}."))
        else:
            missing.append(row)
    notes += _notes(missing, "speaks of documents that are not read")
    return found


def rows_by_person(people: Iterable[str], rows: Sequence[Row], notes: list[Note]) -> dict[str, list[Row]]:
    """Return the rows of each person; one who is named after a document is found by the file's name, too."""
    by_name: dict[str, list[str]] = {}
    by_file: dict[str, list[str]] = {}
    for person in people:
        by_name.setdefault(parts(person).whole, []).append(person)
        by_file.setdefault(parts(PurePosixPath(person).name).whole, []).append(person)
    found: dict[str, list[Row]] = {}
    missing = []
    for row in rows:
        name = parts(row.name).whole
        matches = by_name.get(name) or by_file.get(name) or []
        if len(matches) == 1:
            found.setdefault(matches[0], []).append(row)
        else:
            missing.append(row)
    notes += _notes(missing, "speaks of people who do not speak in the documents")
    return found


def _notes(rows: Sequence[Row], text: str) -> list[Note]:
    """Return a note for each table that names what is not there: a table often serves more than what is read."""
    by_table: dict[str, list[str]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row.name)
    return [
        Note(table, f"{text}: {', '.join(names[:_NAMED])}{f' and {len(names) - _NAMED} more' * (len(names) > _NAMED)}.")
        for table, names in by_table.items()
    ]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
