"""The rows of one document laid out as its text, its turns and its units.

Columns of codes become a coding for each coder whom the table names.
Columns of a table that describe a document or a participant become attributes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from thememiner.config import Settings
from thememiner.corpus.formats.table_rows import Row
from thememiner.corpus.speakers import Span, find_turns, identity, is_local, role_of
from thememiner.intake import CodedSpan, as_text, coding_from_spans, name_unsettled, place_codes, without_suffix
from thememiner.records import CODED_ONLY, Coding, Cut, Document, Form, Role, Scope, Source, Turn

Attributes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A document made from rows, and what each row became; all in the order of the text."""

    document: Document
    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    turns: tuple[tuple[Turn, ...], ...]
    """The turns of each row: one, or several if speakers were found inside its text."""


def lay_out(doc_id: str, rows: Sequence[Row], *, source: Source, has_order: bool, settings: Settings) -> TableDocument:
    """Join rows, which are in their true order, by newlines, and remember where each stands.

    Every row is a turn of its own. Only a row that is a whole document without named speaker is searched for speakers.
    """
    cut = settings.table.rows == "units"
    ends = [end - 1 for end in accumulate(len(row.text) + 1 for row in rows)]
    spans = tuple((end - len(row.text), end) for end, row in zip(ends, rows, strict=True))
    whole = len(rows) == 1 and not cut
    turns: tuple[tuple[Turn, ...], ...]
    if whole and rows[0].speaker is None:
        form, found = _talk(rows[0], settings)
        turns = (found,)
    else:
        form = Form.DIALOGUE if has_order else Form.PROSE if whole else Form.ROWS
        turns = tuple((_turn(row, span, settings),) for row, span in zip(rows, spans, strict=True))
    cuts = [Cut(row.row_id, *span, turn=index) for index, (row, span) in enumerate(zip(rows, spans, strict=True))]
    document = Document(
        doc_id=doc_id,
        text="\n".join(row.text for row in rows),
        form=form,
        turns=tuple(turn for own in turns for turn in own),
        source=source,
        cuts=tuple(cuts) if cut else (),
    )
    return TableDocument(document, tuple(rows), spans, turns)


def _turn(row: Row, span: Span, settings: Settings) -> Turn:
    role = role_of(row.speaker or row.participant, settings.speakers)
    return Turn(*span, row.speaker, role, row.participant if role is Role.PARTICIPANT else None)


def _talk(row: Row, settings: Settings) -> tuple[Form, tuple[Turn, ...]]:
    """Find who speaks inside a text; if that is one participant, it is the one of the row."""
    talk = find_turns(row.text, speakers=settings.speakers, filling=False)
    speakers = {turn.speaker for turn in talk.turns if turn.role is Role.PARTICIPANT}
    if len(speakers) > 1:
        return talk.form, talk.turns
    own = (replace(turn, participant=row.participant if turn.role is Role.PARTICIPANT else None) for turn in talk.turns)
    return talk.form, tuple(own)


def one_row_a_unit(rows: Sequence[Row], *, by_id: bool) -> tuple[list[Row], list[str]]:
    """Make one row of the rows in which several coders coded one unit, with the codes of all.

    Rows of one document, id and text are one unit. Where they have no ids (not ``by_id``), those of one document,
    person and text are: the second such row of one coder is the second unit of that text.
    """
    units: dict[tuple[object, ...], Row] = {}
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    for row in rows:
        said = (row.document, row.row_id if by_id else (row.participant, row.speaker), row.text)
        own = (*said, *row.codes)
        seen[own] += not by_id
        key = (*said, seen[own])
        units[key] = _joined(units[key], row) if key in units else row
    if len(units) == len(rows):
        return list(rows), []
    return list(units.values()), [
        f"{len(rows):,} rows, which repeat what several coders coded, are {len(units):,} units."
    ]


def codings_of(documents: Sequence[TableDocument], *, unnamed: Collection[str]) -> tuple[tuple[Coding, ...], list[str]]:
    """Return a coding a coder, if any row has a code, and what the rows leave open.

    A coder whom the table names looked at the rows that are his. Of those ``unnamed`` there, that is known only if
    every row has a code.
    """
    entries = [
        (coder, laid.document.doc_id, span, written)
        for laid in documents
        for row, span in zip(laid.rows, laid.spans, strict=True)
        for coder, several in row.codes.items()
        for written in several
    ]
    placement = place_codes([written for *_, written in entries])
    if not any(placement.paths):
        return (), []
    coded: dict[str, list[CodedSpan]] = defaultdict(list)
    looked_at: dict[str, dict[str, dict[Span, None]]] = defaultdict(lambda: defaultdict(dict))
    for (coder, doc_id, span, _), paths in zip(entries, placement.paths, strict=True):
        looked_at[coder][doc_id][span] = None
        if paths:
            coded[coder].append(CodedSpan(doc_id, *span, paths))
    codings = [
        coding_from_spans(coder, coded[coder], scope=_scope(looked_at[coder], coded[coder], known=coder not in unnamed))
        for coder in sorted(looked_at)
        if coded[coder] or coder not in unnamed
    ]
    return tuple(codings), name_unsettled(placement)


def _scope(looked_at: Mapping[str, Mapping[Span, None]], coded: Sequence[CodedSpan], *, known: bool) -> Scope:
    places = {span[:3] for span in coded}
    complete = all((doc_id, *span) in places for doc_id, spans in looked_at.items() for span in spans)
    return Scope({doc_id: tuple(spans) for doc_id, spans in looked_at.items()}) if known or complete else CODED_ONLY


def _joined(first: Row, row: Row) -> Row:
    codes = {coder: (*first.codes.get(coder, ()), *row.codes.get(coder, ())) for coder in {**first.codes, **row.codes}}
    return replace(first, codes=codes)


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
