"""Who asks: a sign that a speaker whose label does not say so is the interviewer."""

from collections import Counter

from thememiner.language import is_question
from thememiner.records import Document, Note, Role

_LEAST, _SHARE = 2, 0.7


def note_asker(document: Document) -> Note | None:
    """Return a note that names the speaker who asks most, if nobody is known as interviewer and two or more speak."""
    speakers = {turn.speaker for turn in document.turns if turn.speaker and turn.role is Role.PARTICIPANT}
    if len(speakers) < _LEAST or any(turn.role is Role.INTERVIEWER for turn in document.turns):
        return None
    turns = [turn for turn in document.turns if turn.speaker]
    asked = Counter(turn.speaker for turn in turns if is_question(document.text[turn.start : turn.end]))
    if not asked:
        return None
    speaker, count = asked.most_common(1)[0]
    if count < _LEAST or count < _SHARE * asked.total():
        return None
    return Note(
        document.doc_id,
        f"nobody is known as the interviewer, but most questions are asked by {speaker}; if that is the interviewer, "
        f'add "{speaker}" to the setting interviewer under [speakers].',
    )
