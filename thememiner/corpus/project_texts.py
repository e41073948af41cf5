"""Texts that a project of another program holds, read as transcripts are: turns found, people named."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.attributes import Attributes
from thememiner.corpus.participants import name_participants
from thememiner.corpus.questions import note_asker
from thememiner.corpus.turns import find_turns
from thememiner.records import EXCERPTS, Corpus, Document, Form, Role

Described = Mapping[str, Mapping[str, str]]


def corpus_of_project(documents: Sequence[Document], participants: Described, *, settings: Settings) -> Corpus:
    """Return documents as a corpus, with the turns that labels of speakers in their texts tell.

    Texts stay as they are, so that positions in them do. A document whose turns are known keeps them. ``participants``
    are attributes by participant. Where a document is known to be one participant's, who speaks in it is that one,
    unless several participants do.
    """
    found = [_with_turns(document, settings.speakers) for document in documents]
    cast = name_participants(
        sorted(found, key=lambda document: document.doc_id), Attributes(), participants, speakers=settings.speakers
    )
    askers = (note_asker(document) for document in cast.documents)
    return Corpus(
        documents=tuple(cast.documents),
        participants=MappingProxyType(cast.participants),
        notes=(*cast.notes, *(note for note in askers if note is not None)),
    )


def documents_with_turns(
    documents: Sequence[Document], participants: Described, *, settings: Settings
) -> tuple[Document, ...]:
    """Return documents with the turns and participants that labels of speakers in their texts tell.

    Where no turns are found, and in excerpts, a document stays as it is: unlike in ``corpus_of_project`` nobody is
    made up who speaks there.
    """
    whole = [document for document in documents if document.source.format != EXCERPTS]
    found = {one.doc_id: one for one in corpus_of_project(whole, participants, settings=settings).documents}
    new = (found.get(one.doc_id, one) for one in documents)
    return tuple(
        told if told.form is not document.form else document for told, document in zip(new, documents, strict=True)
    )


def _with_turns(document: Document, speakers: SpeakerSettings) -> Document:
    if document.form is not Form.PROSE or len(document.turns) > 1:
        return document
    talk = find_turns(document.text, speakers=speakers)
    known = document.turns[0].participant if document.turns else None
    people = {turn.speaker for turn in talk.turns if turn.role is Role.PARTICIPANT}
    owner = known if len(people) == 1 else None
    turns = (replace(turn, participant=owner if turn.role is Role.PARTICIPANT else None) for turn in talk.turns)
    return replace(document, form=talk.form, turns=tuple(turns), cues=talk.cues)
