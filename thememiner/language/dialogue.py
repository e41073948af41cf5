"""Back-channels (嗯, 对对对, mm-hmm, yeah), leave-taking, questions, and answers that are none (n/a, 不知道)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from thememiner.language.characters import HAN, has_han, to_simplified
from thememiner.language.transcription_marks import blank_marks
from thememiner.language.word_lists import read_word_list

_TRADITIONAL = str.maketrans("谢见会烦气没师们头", "謝見會煩氣沒師們頭")
"""The characters of the list of leave-taking that are written otherwise in traditional Chinese."""
_LONGEST_NON_ANSWER = 80
_QUESTION_MARK = re.compile(r"[?？]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_MARK = re.compile(r"[?？⸮؟]")
_ENDING = r"[\s。.，,、…⋯~～”’」』）)]*\Z"
_CHINESE_ENDING = re.compile(
    rf"(?:[吗嗎呢吧]|是不是|对不对|對不對|好不好|行不行|可不可以|能不能|有没有|有沒有|为什么|為什麼|怎么样|怎麼樣){_ENDING}"
)
_CHOICE = re.compile(rf"(?:是不是|有没有|有沒有|会不会|會不會|能不能|要不要|([{HAN}])不\1)[^。！!.]{{0,40}}\Z")
_STOPS = (".", "!", "。", "！")
"""A sentence that ends with one of these asks nothing by a choice or an English question word."""
_ASKING_WORD = re.compile(
    r"(?:\A|[.!,]\s+|\b(?:and|so|but|okay|ok|um|uh|well)\s+)"
    r"(?:who|what|when|where|why|how|which|do|does|did|is|are|was|were|have|has|can|could|would|will|should)\b"
    r"[^.!。！]*\Z",
    re.IGNORECASE,
)


def is_back_channel(text: str) -> bool:
    """Return whether a text consists of back-channels only, in either language, repeated or combined.

    Thanks and farewells count as back-channels. Punctuation, transcriber's marks and repeated letters (mmmm) are
    ignored. A question ("Right?") is not a back-channel.
    """
    if _QUESTION_MARK.search(text):
        return False
    return _back_channel_pattern().fullmatch(_fold(text)) is not None


def is_leave_taking(text: str) -> bool:
    """Return whether a text takes leave ("Thank you, bye", 再见) and says nothing else but back-channels."""
    return is_back_channel(text) and _farewell_pattern().search(_fold(text)) is not None


def is_non_answer(text: str) -> bool:
    """Return whether a whole answer says only that there is none: "don't know", "n/a", 没有意见."""
    if len(text) > _LONGEST_NON_ANSWER or _QUESTION_MARK.search(text.rstrip("?？")):
        return False
    folded = unicodedata.normalize("NFKC", blank_marks(text)).casefold().replace("’", "'")
    return _non_answer_pattern().fullmatch(to_simplified(folded) if has_han(folded) else folded) is not None


def _fold(text: str) -> str:
    return _DRAWN_OUT.sub(r"\1\1", blank_marks(text).casefold().replace("’", "'"))


@cache
def _back_channel_pattern() -> re.Pattern[str]:
    phrases = _one_of([*read_word_list("back_channels"), *_both_scripts(_leave_taking())])
    # Possessive and atomic, so that a long text that does not match takes linear time.
    return re.compile(rf"\W*+(?:(?>{phrases})\W*+)++")


@cache
def _farewell_pattern() -> re.Pattern[str]:
    farewells = [line.removeprefix("! ") for line in read_word_list("leave_taking") if line.startswith("!")]
    return re.compile(rf"(?<![a-z])(?:{_one_of(_both_scripts(farewells))})")


@cache
def _non_answer_pattern() -> re.Pattern[str]:
    lines = read_word_list("non_answers")
    phrases = _one_of([line for line in lines if not line.startswith("+")])
    beside = _one_of([line.removeprefix("+ ") for line in lines if line.startswith("+")])
    return re.compile(rf"\W*(?:(?:{beside})\W*){{0,6}}(?:{phrases})\W*(?:(?:{phrases}|{beside})\W*){{0,6}}")


def _leave_taking() -> list[str]:
    return [line.removeprefix("! ") for line in read_word_list("leave_taking")]


def _both_scripts(lines: Iterable[str]) -> list[str]:
    """Return phrases in simplified characters and as they are written in traditional ones."""
    return list(dict.fromkeys(form for line in lines for form in (line, line.translate(_TRADITIONAL))))


def _one_of(lines: Iterable[str]) -> str:
    return "|".join(_phrase_pattern(line) for line in sorted(lines, key=len, reverse=True))


def _phrase_pattern(line: str) -> str:
    words = r"\W+".join(re.escape(word) for word in line.split())
    return rf"{words}(?![a-z0-9'])" if line.isascii() else words


def is_question(text: str) -> bool:
    """Return whether a text asks something: by a question mark anywhere, or without marks by its form.

    The forms are a Chinese question particle or tag at the end (吗, 呢, 吧, 是不是), a choice (有没有 …, 去不去 …), and
    an English question word that is not followed by a full stop.
    """
    last = text.rstrip()[-1:]
    if last in {"?", "？"}:  # the usual cases, without looking for marks
        return True
    if last in {".", "!"} and text.isascii() and "?" not in text:
        return False
    spoken = blank_marks(text).strip()
    if _MARK.search(spoken) or _CHINESE_ENDING.search(spoken):
        return True
    if spoken.endswith(_STOPS):
        return False
    return _CHOICE.search(spoken[-60:]) is not None or _ASKING_WORD.search(spoken[-300:]) is not None
