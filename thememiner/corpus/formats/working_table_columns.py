"""What the columns of a table in a document hold: speech, speakers, codes, comments; from its header or its cells."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import is_listed_label, role_of
from thememiner.language import has_han, to_simplified
from thememiner.records import Role


class ColumnKind(Enum):
    """What a column of a working table holds."""

    SPEECH = auto()
    SPEAKER = auto()
    QUESTION = auto()
    ANSWER = auto()
    CODES = auto()
    COMMENTS = auto()
    VOICE = auto()
    """What one speaker says, whom the header names."""
    OTHER = auto()
    """Line numbers, times, and what is not known."""


_NAMES: Mapping[ColumnKind, frozenset[str]] = MappingProxyType(
    {
        ColumnKind.SPEECH: frozenset(
            {
                *(
                    "text",
                    "texts",
                    "content",
                    "contents",
                    "utterance",
                    "utterances",
                    "speech",
                    "words",
                    "said",
                    "dialogue",
                ),
                *(
                    "dialog",
                    "conversation",
                    "interview",
                    "narrative",
                    "raw data",
                    "raw text",
                    "data",
                    "talk",
                    "statement",
                ),
                *("what was said", "meaning unit", "meaning units", "original", "original text", "interview text"),
                *("interview data", "spoken text", "spoken words", "full text", "passage", "account"),
                *(
                    "文本",
                    "内容",
                    "原文",
                    "对话",
                    "对话内容",
                    "发言",
                    "发言内容",
                    "说话内容",
                    "话语",
                    "谈话",
                    "谈话内容",
                    "讲话内容",
                ),
                *(
                    "陈述",
                    "叙述",
                    "讲述",
                    "访谈",
                    "访谈内容",
                    "访谈文本",
                    "访谈资料",
                    "访谈原文",
                    "原始资料",
                    "原始数据",
                    "原始文本",
                ),
                *(
                    "原始语句",
                    "原始材料",
                    "原话",
                    "录音内容",
                    "文字",
                    "文字稿",
                    "语句",
                    "资料",
                    "采访内容",
                    "原始访谈",
                    "意义单元",
                ),
            }
        ),
        ColumnKind.SPEAKER: frozenset(
            {
                *(
                    "speaker",
                    "speakers",
                    "name",
                    "names",
                    "who",
                    "person",
                    "participant",
                    "participants",
                    "role",
                    "talker",
                ),
                *("speaker name", "speaker id", "speaker label", "participant id", "turn by", "interlocutor", "voice"),
                *(
                    "说话人",
                    "说话者",
                    "发言人",
                    "发言者",
                    "讲话人",
                    "讲话者",
                    "讲者",
                    "谈话人",
                    "谈话者",
                    "姓名",
                    "名字",
                    "角色",
                    "人物",
                    "身份",
                ),
                *("对话者", "对象", "发言角色", "说话人姓名", "言者", "参与者", "受访者编号", "参与者编号"),
            }
        ),
        ColumnKind.QUESTION: frozenset(
            {"question", "questions", "interview question", "interview questions", "问题", "提问", "访谈问题"}
        ),
        ColumnKind.ANSWER: frozenset(
            {"answer", "answers", "response", "responses", "reply", "回答", "答案", "答复", "受访者回答", "回应"}
        ),
    }
)
"""How columns are called, in lower case and simplified Chinese."""
_PARTS: Mapping[ColumnKind, re.Pattern[str]] = MappingProxyType(
    {
        ColumnKind.CODES: re.compile(
            r"\b(?:sub)?-?(?:codes?|coding|coded|themes?|subthemes?|categor(?:y|ies)|tags?|labels?|nodes?|concepts?)\b"
            r"|\bexperiential statements?\b|编码|代码|主题|范畴|类别|类属|标签|概念|节点|码号|登录"
        ),
        ColumnKind.COMMENTS: re.compile(
            r"\b(?:comments?|commentary|notes?|noting|memos?|remarks?|annotations?|observations?|exploratory|reflections?"
            r"|interpretations?|analysis|analytic|paraphrases?|summary|summaries|condensed|descriptive|linguistic"
            r"|conceptual|thoughts|non-?verbal)\b|备注|评论|批注|注释|注解|笔记|备忘|反思|说明|分析|解释|诠释|摘要|概括|想法|观察|评注|描述"
        ),
        ColumnKind.SPEECH: re.compile(
            r"\b(?:transcripts?|transcription|verbatim)\b|逐字|转录|转写|誊写|访谈记录|访谈稿"
        ),
    }
)
"""What the names of columns contain, in the order in which it counts."""
SPOKEN_IN_ORDER = (ColumnKind.SPEECH, ColumnKind.VOICE, ColumnKind.QUESTION, ColumnKind.ANSWER)
SPOKEN = frozenset(SPOKEN_IN_ORDER)
_QUESTION_AND_ANSWER = frozenset({ColumnKind.QUESTION, ColumnKind.ANSWER})
_NOTES = frozenset({ColumnKind.CODES, ColumnKind.COMMENTS})
_BESIDE_SPEECH = _NOTES | {ColumnKind.SPEAKER}
_MIN_NAMED = 2
_MUCH = 2
_OPENING, _CLOSING = "([【（<", ")]】）>"
_LONGEST_HEADER = 60
_LONGEST_SPEAKER = 40
_MIN_ROWS, _MIN_COLUMNS = 4, 3
_CODE_OF_PERSON = re.compile(r"[A-Za-z]{1,4}[-_ ]?\d{1,4}")
_ASIDE = re.compile(r"[(\[（【][^()\[\]（）【】]{0,60}[)\]）】]")
_STAMP = re.compile(r"[(\[（【<#]?\d{1,3}[:：]\d{2}(?:[:：]\d{2})?(?:[.,-]\d{1,3})?[)\]）】>#]?")
_EDGES = " .:：*#_|/-—–\u3000"


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Which column of a table holds what."""

    kinds: tuple[ColumnKind, ...]
    names: tuple[str, ...]
    has_header: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether the table holds speakers and speech only, and is read as it is written."""
        return set(self.kinds) == {ColumnKind.SPEECH, ColumnKind.SPEAKER}


def clean_speaker(written: str) -> str:
    """Return a speaker without time stamps, brackets around it and a colon."""
    name = _STAMP.sub("", written).strip(_EDGES)
    if name[:1] in _OPENING and name[-1:] in _CLOSING:
        name = name[1:-1].strip(_EDGES)
    return name or written


def find_layout_in_header(cells: Sequence[str], speakers: SpeakerSettings) -> TableLayout | None:
    """Return the layout that a header describes; None if it is none of a working table."""
    names = tuple(" ".join(cell.split()) for cell in cells)
    if len([name for name in names if name]) < _MIN_NAMED or any(len(name) > _LONGEST_HEADER for name in names):
        return None
    kinds = [_kind_of_column(name) for name in names]
    voices = [index for index, name in enumerate(names) if name and _is_voice(name, kinds[index], speakers)]
    roles = {role_of(names[index], speakers) for index in voices}
    if len(roles) > 1 and Role.INTERVIEWER in roles:
        kinds = [ColumnKind.VOICE if index in voices else kind for index, kind in enumerate(kinds)]
    elif ColumnKind.SPEECH not in kinds and ColumnKind.SPEAKER in kinds and ColumnKind.ANSWER in kinds:
        kinds[kinds.index(ColumnKind.ANSWER)] = ColumnKind.SPEECH
    spoken = set(kinds) & SPOKEN
    if ColumnKind.VOICE not in spoken and not {ColumnKind.QUESTION, ColumnKind.ANSWER} <= spoken:
        kinds = [ColumnKind.OTHER if kind in {ColumnKind.QUESTION, ColumnKind.ANSWER} else kind for kind in kinds]
        if ColumnKind.SPEECH not in kinds or not set(kinds) & _BESIDE_SPEECH:
            return None
    else:
        voices_only = SPOKEN - {ColumnKind.SPEECH} if ColumnKind.VOICE in spoken else _QUESTION_AND_ANSWER
        kinds = [kind if kind in {*voices_only, *_NOTES} else ColumnKind.OTHER for kind in kinds]
    return TableLayout(_first_only(kinds), tuple(name or f"column {number}" for number, name in enumerate(names, 1)))


def _is_voice(name: str, kind: ColumnKind, speakers: SpeakerSettings) -> bool:
    is_column = kind in {ColumnKind.CODES, ColumnKind.COMMENTS, ColumnKind.SPEECH}
    return not is_column and is_listed_label(name, speakers)


def _first_only(kinds: Sequence[ColumnKind]) -> tuple[ColumnKind, ...]:
    """Return the kinds with one column of speakers and one of speech; further ones are translations or the like."""
    once = {ColumnKind.SPEECH, ColumnKind.SPEAKER}
    return tuple(
        ColumnKind.OTHER if kind in once and kind in kinds[:index] else kind for index, kind in enumerate(kinds)
    )


def _kind_of_column(name: str) -> ColumnKind:
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = (_ASIDE.sub("", plain).strip(_EDGES) or plain).strip(f"{_EDGES}0123456789")
    if has_han(plain):
        plain = to_simplified(plain).replace(" ", "")
    known = next((kind for kind, names in _NAMES.items() if plain in names), None)
    return known or next((kind for kind, part in _PARTS.items() if part.search(plain)), ColumnKind.OTHER)


def infer_layout(rows: Sequence[Sequence[str]], speakers: SpeakerSettings) -> TableLayout | None:
    """Return the layout of a table without a header, if its columns leave no doubt."""
    width = max((len(row) for row in rows), default=0)
    if len(rows) < _MIN_ROWS or width < _MIN_COLUMNS:
        return None
    columns = [[row[index].strip() if index < len(row) else "" for row in rows] for index in range(width)]
    sizes = [sum(map(len, column)) for column in columns]
    speech = sizes.index(max(sizes))
    labels = (index for index, column in enumerate(columns) if index != speech and _are_speakers(column, speakers))
    speaker = next(labels, None)
    if speaker is None:
        return None
    others = [index for index in range(width) if index not in {speech, speaker}]
    if any(_MUCH * sizes[index] > sizes[speech] for index in others):
        return None
    kinds = {speech: ColumnKind.SPEECH, speaker: ColumnKind.SPEAKER}
    codes = {index: _kind_of_cells(columns[index]) for index in others}
    names = tuple(f"column {number}" for number in range(1, width + 1))
    return TableLayout(tuple({**kinds, **codes}[index] for index in range(width)), names, has_header=False)


def _are_speakers(column: Sequence[str], speakers: SpeakerSettings) -> bool:
    """Say whether the cells of a column are speakers: short, repeated, and one of them known as such."""
    labels = Counter(clean_speaker(cell) for cell in column if cell)
    if not labels or any(len(label) > _LONGEST_SPEAKER or "\n" in label for label in labels):
        return False
    is_repeated = _MUCH * len(labels) <= labels.total()
    is_known = (is_listed_label(label, speakers) or _CODE_OF_PERSON.fullmatch(label) for label in labels)
    return is_repeated and any(is_known)


def _kind_of_cells(column: Sequence[str]) -> ColumnKind:
    """Return codes for cells with words, and otherwise numbers or times."""
    return ColumnKind.CODES if any(any(map(str.isalpha, cell)) for cell in column) else ColumnKind.OTHER
