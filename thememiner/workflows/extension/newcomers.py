"""Which of the documents given are new to a run, and who speaks in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from thememiner.corpus.merging import join_codings
from thememiner.corpus.speakers import parts
from thememiner.errors import UsageError
from thememiner.intake import first_few
from thememiner.records import MACHINE, Coding, Corpus, Document, Note, Run


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A run's documents and new ones as one corpus."""

    corpus: Corpus
    """Of all documents; its codings are the manual ones of both, its problems and notes those of the new ones."""
    new: tuple[str, ...]
    """Ids of the new documents, sorted."""
    skipped: tuple[str, ...]
    """Ids of documents that are in the run already, letter for letter."""


def add_newcomers(run: Run, read: Corpus) -> Newcomers:
    """Put the documents that are new to a run beside its own.

    People are called as in the run, whatever the letters of their names (``ANNA``, ``Anna``). What the run knows of a
    person stays, and what is new is added.

    Raises ``UsageError`` if a document is in the run with another text, or if none is new.
    """
    known = {document.doc_id: document for document in run.documents}
    skipped = tuple(document.doc_id for document in read.documents if document.doc_id in known)
    _refuse_changed([d.doc_id for d in read.documents if d.doc_id in known and d.text != known[d.doc_id].text])
    new = [document for document in read.documents if document.doc_id not in known]
    if not new:
        raise UsageError(
            f"nothing new: {first_few(skipped)} {'is' if len(skipped) == 1 else 'are'} in the run already.",
            remedy="Give the new interviews.",
        )
    called = {parts(person).whole: person for document in run.documents for person in document.participants}
    documents = sorted([*run.documents, *(_renamed(document, called) for document in new)], key=lambda d: d.doc_id)
    of_people = dict(run.participants)
    for person, attributes in read.participants.items():
        name = called.get(parts(person).whole, person)
        of_people[name] = MappingProxyType({**attributes, **of_people.get(name, {})})
    manual = [coding for coding in run.codings if coding.coder != MACHINE]
    corpus = Corpus(
        documents=tuple(documents),
        participants=MappingProxyType(dict(sorted(of_people.items()))),
        codings=join_codings([*manual, *(_without(coding, skipped) for coding in read.codings)]),
        problems=read.problems,
        notes=(*read.notes, *_about(skipped), *_copies(run.documents, new), *_strangers(of_people, documents)),
    )
    return Newcomers(corpus, tuple(document.doc_id for document in new), skipped)


def _strangers(known: Mapping[str, Mapping[str, str]], documents: Sequence[Document]) -> list[Note]:
    """Note whose attributes are missing, if those of others are known."""
    people = sorted({person for document in documents for person in document.participants} - set(known))
    if not known or not people:
        return []
    text = f"nothing is known of {first_few(people)}. Put participants.csv beside the new interviews."
    return [Note("participants", text)]


def _refuse_changed(changed: Sequence[str]) -> None:
    if changed:
        them = "it" if len(changed) == 1 else "them"
        raise UsageError(
            f"{first_few(changed)}: in the run already, with another text.",
            remedy=f"To add {them} as new, give {them} another name; to put the new text in the place of the old, mine "
            "all transcripts again.",
        )


def _renamed(document: Document, called: Mapping[str, str]) -> Document:
    """Call the participants of a document as the run calls them."""
    turns = tuple(
        turn
        if turn.participant is None
        else replace(turn, participant=called.get(parts(turn.participant).whole, turn.participant))
        for turn in document.turns
    )
    return replace(document, turns=turns)


def _without(coding: Coding, skipped: Sequence[str]) -> Coding:
    """Leave out what is said of documents that are in the run: their coding is there too."""
    segments = coding.segments[~coding.segments["doc_id"].isin(skipped)].reset_index(drop=True)
    spans = coding.scope.spans
    left = None if spans is None else {name: ranges for name, ranges in spans.items() if name not in skipped}
    return replace(coding, segments=segments, scope=replace(coding.scope, spans=left))


def _about(skipped: Sequence[str]) -> list[Note]:
    return [Note(name, "is in the run already, letter for letter, and is not read again.") for name in skipped]


def _copies(known: Sequence[Document], new: Sequence[Document]) -> list[Note]:
    """Return a note for every new document whose text the run has under another name."""
    first = {document.text: document.doc_id for document in reversed(known)}
    return [
        Note(d.doc_id, f"has the same text as {first[d.text]} of the run. If it is there by mistake, take it out.")
        for d in new
        if d.text in first
    ]
