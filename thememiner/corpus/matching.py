"""Which document, and which person, an entry of the tables of attributes speaks of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from thememiner.corpus.attributes import Entry
from thememiner.corpus.speakers import parts
from thememiner.intake import DocumentNames, first_few
from thememiner.records import Note

NO_PARTICIPANT = "Whoever is none belongs under [speakers] in the configuration, as interviewer or other."


def entries_by_document(doc_ids: Iterable[str], entries: Sequence[Entry], notes: list[Note]) -> dict[str, list[Entry]]:
    """Return the entries of each document, and note those of none, or of one of several that bear the name."""
    names = DocumentNames(doc_ids)
    unknown = "speaks of documents that are not read"
    return _matched(entries, lambda entry: names.find(entry.name, folder=entry.folder), unknown, notes)


def entries_by_person(people: Iterable[str], entries: Sequence[Entry], notes: list[Note]) -> dict[str, list[Entry]]:
    """Return the entries of each person, and note people without one.

    A person who is named after a document is found by the file's name, too.
    """
    people = tuple(people)
    by_name: dict[str, list[str]] = defaultdict(list)
    by_file: dict[str, list[str]] = defaultdict(list)
    for person in people:
        by_name[parts(person).whole].append(person)
        by_file[parts(PurePosixPath(person).name).whole].append(person)

    def bearers(entry: Entry) -> list[str]:
        name = parts(entry.name).whole
        return by_name.get(name) or by_file.get(name) or []

    found = _matched(entries, bearers, "speaks of people who do not speak in the documents", notes)
    strangers = [person for person in people if person not in found]
    if entries and strangers:
        text = f"has no row for: {first_few(strangers)} (counted as participants). {NO_PARTICIPANT}"
        notes.append(Note(entries[0].table, text))
    return found


def _matched(
    entries: Sequence[Entry], bearers: Callable[[Entry], list[str]], unknown: str, notes: list[Note]
) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    missing: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        meant = bearers(entry)
        if len(meant) == 1:
            found[meant[0]].append(entry)
        elif meant:
            notes.append(Note(entry.place, f"{entry.name} could be any of {first_few(meant)}."))
        else:
            missing[entry.table].append(entry.name)
    # One note a table: a table often serves more than what is read.
    notes += [Note(table, f"{unknown}: {first_few(names)}.") for table, names in missing.items()]
    return found
