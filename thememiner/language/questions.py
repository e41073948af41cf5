"""Questions: what asks for an answer, with or without a question mark."""

import re

from thememiner.language.characters import HAN
from thememiner.language.marks import without_marks

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


def is_question(text: str) -> bool:
    """Tell whether a text asks: a question mark anywhere, or, where speech recognition left the marks out, its form.

    Forms: a Chinese question particle or tag at the end (吗, 呢, 吧, 是不是), a choice (有没有 …, 去不去 …), or English
    words that begin a question, with no full stop behind.
    """
    spoken = without_marks(text).strip()
    if _MARK.search(spoken) or _CHINESE_ENDING.search(spoken) or _CHOICE.search(spoken[-60:]):
        return True
    return _ASKING_WORD.search(spoken[-300:]) is not None
