"""Turn the rows of a table into documents with turns and units, codings, and attributes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from thememiner.config import Settings
from thememiner.corpus.formats.transcript_rows import Row
from thememiner.corpus.speakers import Span, find_turns, identify_participant, is_local_label, role_of
from thememiner.intake import CodedSpan, cell_to_text, coding_from_spans, describe_unsettled, place_codes, strip_suffix
from thememiner.records import CODED_ONLY, Coding, Cut, Document, Form, Role, Scope, Source, Turn

Attributes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A document made of rows, with the span and the turns of each row; all in the order of the text."""

    document: Document
    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    turns: tuple[tuple[Turn, ...], ...]
    """The turns of each row: one, or several if speakers were found inside its text."""


def lay_out_document(
    doc_id: str, rows: Sequence[Row], *, source: Source, has_order: bool, settings: Settings
) -> TableDocument:
    """Join sorted rows by line ends into a document, and keep the span of each.

    Every row is a turn. Only a row that is a whole document without a named speaker is searched for speakers.
    """
    has_units = settings.table.rows == "units"
    ends = [end - 1 for end in accumulate(len(row.text) + 1 for row in rows)]
    spans = tuple((end - len(row.text), end) for end, row in zip(ends, rows, strict=True))
    is_whole = len(rows) == 1 and not has_units
    turns: tuple[tuple[Turn, ...], ...]
    if is_whole and rows[0].speaker is None:
        form, own_turns = _find_turns(rows[0], settings)
        turns = (own_turns,)
    else:
        form = Form.DIALOGUE if has_order else Form.PROSE if is_whole else Form.ROWS
        turns = tuple((_turn(row, span, settings),) for row, span in zip(rows, spans, strict=True))
    cuts = [Cut(row.row_id, *span, turn=index) for index, (row, span) in enumerate(zip(rows, spans, strict=True))]
    document = Document(
        doc_id=doc_id,
        text="\n".join(row.text for row in rows),
        form=form,
        turns=tuple(turn for own in turns for turn in own),
        source=source,
        cuts=tuple(cuts) if has_units else (),
    )
    return TableDocument(document, tuple(rows), spans, turns)


def _turn(row: Row, span: Span, settings: Settings) -> Turn:
    role = role_of(row.speaker or row.participant, settings.speakers)
    return Turn(*span, row.speaker, role, row.participant if role is Role.PARTICIPANT else None)


def _find_turns(row: Row, settings: Settings) -> tuple[Form, tuple[Turn, ...]]:
    """Find who speaks inside a text; a single participant is that of the row."""
    found = find_turns(row.text, speakers=settings.speakers, allow_bare=False)
    speakers = {turn.speaker for turn in found.turns if turn.role is Role.PARTICIPANT}
    if len(speakers) > 1:
        return found.form, found.turns
    turns = [
        replace(turn, participant=row.participant if turn.role is Role.PARTICIPANT else None) for turn in found.turns
    ]
    return found.form, tuple(turns)


def merge_coders(rows: Sequence[Row], *, by_id: bool) -> tuple[list[Row], list[str]]:
    """Merge the rows in which several coders coded one unit into one row with the codes of all.

    Rows with the same document, id and text are one unit. Without ids (``by_id`` is false) these are rows with the same
    document, person and text; the second such row of one coder is then the second unit with that text.
    """
    units: dict[tuple[object, ...], Row] = {}
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    for row in rows:
        unit = (row.document, row.row_id if by_id else (row.participant, row.speaker), row.text)
        unit_of_coder = (*unit, *row.codes)
        seen[unit_of_coder] += not by_id
        key = (*unit, seen[unit_of_coder])
        units[key] = _merge_codes(units[key], row) if key in units else row
    if len(units) == len(rows):
        return list(rows), []
    return list(units.values()), [
        f"{len(rows):,} rows, in which several coders coded the same units, are {len(units):,} units."
    ]


def make_codings(
    documents: Sequence[TableDocument], *, unnamed: Collection[str]
) -> tuple[tuple[Coding, ...], list[str]]:
    """Return one coding per coder, if any row has a code, and notes about what the rows leave open.

    The scope of a coder whom the table names is the coder's rows. That of ``unnamed`` coders is known only if every row
    has a code.
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
        coding_from_spans(
            coder, coded[coder], scope=_scope(looked_at[coder], coded[coder], is_named=coder not in unnamed)
        )
        for coder in sorted(looked_at)
        if coded[coder] or coder not in unnamed
    ]
    return tuple(codings), describe_unsettled(placement)


def _scope(looked_at: Mapping[str, Mapping[Span, None]], coded: Sequence[CodedSpan], *, is_named: bool) -> Scope:
    places = {span[:3] for span in coded}
    is_complete = all((doc_id, *span) in places for doc_id, spans in looked_at.items() for span in spans)
    if not is_named and not is_complete:
        return CODED_ONLY
    return Scope({doc_id: tuple(spans) for doc_id, spans in looked_at.items()})


def _merge_codes(first: Row, row: Row) -> Row:
    codes = {coder: (*first.codes.get(coder, ()), *row.codes.get(coder, ())) for coder in {**first.codes, **row.codes}}
    return replace(first, codes=codes)


def add_document_attributes(
    documents: Sequence[TableDocument], columns: Sequence[str]
) -> tuple[tuple[Document, ...], list[str]]:
    """Return the documents with their attributes; of several values in one document the first counts, with a note."""
    described = [(laid.document.doc_id, row) for laid in documents for row in laid.rows]
    attributes, notes = _first_values(described, columns, "document")
    return tuple(replace(laid.document, attributes=attributes[laid.document.doc_id]) for laid in documents), notes


def participant_attributes(
    documents: Sequence[TableDocument], columns: Sequence[str], *, settings: Settings
) -> tuple[Attributes, list[str]]:
    """Return attributes by participant; of several values of one person the first counts, with a note.

    The participant is named by the table, or identified by the speaker's label. Rows without a known participant are
    skipped.
    """
    if not columns:
        return {}, []
    described = [
        (person, row)
        for laid in documents
        for person, row in zip(_row_participants(laid, settings), laid.rows, strict=True)
        if person is not None
    ]
    attributes, notes = _first_values(described, columns, "participant")
    return {person: values for person, values in attributes.items() if values}, notes


def _row_participants(laid: TableDocument, settings: Settings) -> Iterator[str | None]:
    """Yield the participant of each row, or None if it has none or several."""
    speakers = settings.speakers
    local = {
        turn.speaker
        for turn in laid.document.turns
        if turn.role is Role.PARTICIPANT and turn.speaker is not None and is_local_label(turn.speaker, speakers)
    }
    # A row that is a document is its author's, even without a name; the owners of unnamed units are unknown.
    named_only = settings.table.rows == "units"
    own = strip_suffix(laid.document.doc_id)
    for turns in laid.turns:
        people = {
            turn.participant or identify_participant(turn.speaker, own, speakers, is_only_local=len(local) <= 1)
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
            value = cell_to_text(row.cells[column], between="; ")
            if value is not None and attributes[name].setdefault(column, value) != value:
                several[column].add(name)
    notes = [
        f"the column {column} has several values for {len(names)} {kind}{'s' if len(names) > 1 else ''} "
        f"({min(names)}{' …' if len(names) > 1 else ''}); the first of each is used."
        for column, names in several.items()
    ]
    return attributes, notes
