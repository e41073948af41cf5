"""Who asks: a sign that a speaker whose label does not say so is the interviewer."""

import re
from collections import Counter

from thememiner.records import Document, Note, Role

_REACH = 16
_QUESTION = re.compile(
    r"[?？]\W*$|(?:吗|呢|么|没有|嗎|麼)\W*$|什么|怎么|怎样|多少|为什么|哪里|哪些|能不能|是不是|有没有|什麼|怎麼"
)
_LEAST, _SHARE = 2, 0.7


def note_asker(document: Document) -> Note | None:
    """Return a note that names the speaker who asks most, if nobody is known as interviewer and two or more speak."""
    speakers = {turn.speaker for turn in document.turns if turn.speaker and turn.role is Role.PARTICIPANT}
    if len(speakers) < _LEAST or any(turn.role is Role.INTERVIEWER for turn in document.turns):
        return None
    asked = Counter(turn.speaker for turn in document.turns if turn.speaker and _asks(document.text, turn.end))
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


def _asks(text: str, end: int) -> bool:
    return bool(_QUESTION.search(text[max(0, end - _REACH) : end]))
