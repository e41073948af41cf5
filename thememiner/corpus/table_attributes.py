"""Columns of a table that describe a document or a participant become attributes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from thememiner.config import Settings
from thememiner.corpus.speakers import identity, is_local
from thememiner.corpus.table_documents import TableDocument
from thememiner.corpus.table_rows import Row
from thememiner.intake import as_text, without_suffix
from thememiner.records import Document, Role

Attributes = Mapping[str, Mapping[str, str]]


def describe_documents(
    documents: Sequence[TableDocument], columns: Sequence[str]
) -> tuple[tuple[Document, ...], list[str]]:
    """Return the documents with their attributes; of several values in one document the first, with a note."""
    described = [(laid.document.doc_id, row) for laid in documents for row in laid.rows]
    attributes, notes = _first_values(described, columns, "document")
    return tuple(replace(laid.document, attributes=attributes[laid.document.doc_id]) for laid in documents), notes


def describe_participants(
    documents: Sequence[TableDocument], columns: Sequence[str], *, settings: Settings
) -> tuple[Attributes, list[str]]:
    """Return attributes by participant, of several values of one person the first, with a note.

    The participant is the one that the table names, or the person whom the speaker's label identifies. A row of
    nobody in particular describes nobody.
    """
    if not columns:
        return {}, []
    described = [
        (person, row)
        for laid in documents
        for person, row in zip(_people(laid, settings), laid.rows, strict=True)
        if person is not None
    ]
    attributes, notes = _first_values(described, columns, "participant")
    return {person: values for person, values in attributes.items() if values}, notes


def _people(laid: TableDocument, settings: Settings) -> Iterator[str | None]:
    """Yield for each row who is its participant, if that is one person."""
    speakers = settings.speakers
    local = {
        turn.speaker
        for turn in laid.document.turns
        if turn.role is Role.PARTICIPANT and turn.speaker is not None and is_local(turn.speaker, speakers)
    }
    # The author of a row that is a document has no name; of many rows without names nobody knows whose they are.
    named_only = settings.table.rows == "units"
    own = without_suffix(laid.document.doc_id)
    for turns in laid.turns:
        people = {
            turn.participant or identity(turn.speaker, own, speakers, alone=len(local) <= 1)
            for turn in turns
            if turn.role is Role.PARTICIPANT and (turn.participant or turn.speaker or not named_only)
        }
        yield people.pop() if len(people) == 1 else None


def _first_values(
    described: Sequence[tuple[str, Row]], columns: Sequence[str], kind: str
) -> tuple[dict[str, dict[str, str]], list[str]]:
    attributes: dict[str, dict[str, str]] = {name: {} for name, _row in described}
    several: dict[str, set[str]] = defaultdict(set)
    for name, row in described:
        for column in columns:
            value = as_text(row.cells[column], between="; ")
            if value is not None and attributes[name].setdefault(column, value) != value:
                several[column].add(name)
    notes = [
        f"the column {column} has several values for {len(names)} {kind}{'s' if len(names) > 1 else ''} "
        f"({min(names)}{' …' if len(names) > 1 else ''}); the first of each is used."
        for column, names in several.items()
    ]
    return attributes, notes
