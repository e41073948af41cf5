"""Back-channels (嗯, 对对对, mm-hmm, yeah) and questions in dialogue."""

import re
from functools import cache

from thememiner.language.characters import HAN
from thememiner.language.transcription_marks import blank_marks
from thememiner.language.word_lists import read_word_list

_QUESTION_MARK = re.compile(r"[?？]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_MARK = re.compile(r"[?？⸮؟]")
_ENDING = r"[\s。.，,、…⋯~～”’」』）)]*\Z"
_CHINESE_ENDING = re.compile(
    rf"(?:[吗嗎呢吧]|是不是|对不对|對不對|好不好|行不行|可不可以|能不能|有没有|有沒有|为什么|為什麼|怎么样|怎麼樣){_ENDING}"
)
_CHOICE = re.compile(rf"(?:是不是|有没有|有沒有|会不会|會不會|能不能|要不要|([{HAN}])不\1)[^。！!.]{{0,40}}\Z")
_ASKING_WORD = re.compile(
    r"(?:\A|[.!,]\s+|\b(?:and|so|but|okay|ok|um|uh|well)\s+)"
    r"(?:who|what|when|where|why|how|which|do|does|did|is|are|was|were|have|has|can|could|would|will|should)\b"
    r"[^.!。！]*\Z",
    re.IGNORECASE,
)


def is_back_channel(text: str) -> bool:
    """Return whether a text consists of back-channels only, in either language, repeated or combined.

    Punctuation, transcriber's marks and repeated letters (mmmm) are ignored. A question ("Right?") is not a
    back-channel.
    """
    if _QUESTION_MARK.search(text):
        return False
    spoken = _DRAWN_OUT.sub(r"\1\1", blank_marks(text).casefold().replace("’", "'"))
    return _back_channel_pattern().fullmatch(spoken) is not None


@cache
def _back_channel_pattern() -> re.Pattern[str]:
    longest_first = sorted(read_word_list("back_channels"), key=len, reverse=True)
    phrases = "|".join(_phrase_pattern(line) for line in longest_first)
    # Possessive and atomic, so that a long text that does not match takes linear time.
    return re.compile(rf"\W*+(?:(?>{phrases})\W*+)++")


def _phrase_pattern(line: str) -> str:
    words = r"\W+".join(re.escape(word) for word in line.split())
    return rf"{words}(?![a-z0-9'])" if line.isascii() else words


def is_question(text: str) -> bool:
    """Return whether a text asks something: by a question mark anywhere, or without marks by its form.

    The forms are a Chinese question particle or tag at the end (吗, 呢, 吧, 是不是), a choice (有没有 …, 去不去 …), and
    an English question word that is not followed by a full stop.
    """
    spoken = blank_marks(text).strip()
    if _MARK.search(spoken) or _CHINESE_ENDING.search(spoken) or _CHOICE.search(spoken[-60:]):
        return True
    return _ASKING_WORD.search(spoken[-300:]) is not None
