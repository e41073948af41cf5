"""What may be a speaker's label, judged by the words alone."""

import re
import unicodedata
from enum import Enum, auto

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import is_generic, is_known, is_numbered, parts, role_of
from thememiner.records import Role

LONGEST = 40
_WORDS = 4
_HAN_NAME = 6
_MARKS = frozenset(" .'’‘-_·•・&/#")
_CODE = re.compile(r"[a-z]{1,4}[-_]?\d{1,4}[a-z]?")
_PARTICLES = frozenset("de da do du del della der den van von zu la le el al bin ibn y e".split())
_HAN = re.compile(r"[\u3400-\u9fff]")


class Kind(Enum):
    """How much a label's words say, before it is known how often it comes."""

    SIDE = auto()
    """An interviewer or another person the settings name."""
    PART = auto()
    """A participant, or a numbered speaker, as the settings name them."""
    CODE = auto()
    """An id such as ``P3``, ``W1``, ``FG2``."""
    NAME = auto()
    """Could be a name: capitalised, all capitals, or of a script without case."""
    WORD = auto()
    """A word in lower case."""
    FIELD = auto()
    """Names a fact about the interview (``Date``, ``访谈地点``) that stands in its head."""


_FIELDS = frozenset(
    {
        *("date", "time", "duration", "length", "location", "place", "venue", "site", "age", "gender", "sex"),
        *("occupation", "language", "recording", "recorded", "file", "filename", "project", "study", "session"),
        *("id", "interview", "consent", "title", "author", "version", "transcribed", "transcribed by", "setting"),
        *("audio", "start", "end", "start time", "end time", "present", "pseudonym", "wave", "participants"),
    }
)
_FIELD_ENDS = tuple(
    "时间 日期 地点 时长 编号 方式 主题 年龄 性别 职业 学历 文件名 录音 基本信息 诊断 人数 场次 時間 編號 時長".split()
)

_NO_SPEAKERS = frozenset(
    {
        *("note", "notes", "nb", "ps", "re", "example", "examples", "eg", "e.g", "ie", "i.e", "http", "https", "www"),
        *("summary", "conclusion", "conclusions", "result", "results", "background", "method", "methods", "aim"),
        *("aims", "objective", "topic", "theme", "themes", "subtheme", "keywords", "abstract", "introduction"),
        *("warning", "tip", "important", "remember", "step", "day", "week", "month", "chapter", "section", "part"),
        *("figure", "fig", "table", "task", "hypothesis", "source", "sources", "see", "pros", "cons", "first"),
        *("second", "third", "finally", "however", "also", "and", "but", "so", "well", "because", "then", "that"),
        *("this", "it", "there", "now", "yes", "no", "yeah", "yep", "nope", "okay", "ok", "right", "sure", "thanks"),
        *("thank you", "mm", "mhm", "mm-hmm", "hm", "hmm", "uh", "um", "er", "oh", "ah", "exactly", "true", "good"),
        *("great", "laughter", "laughs", "music", "applause", "noise", "pause", "silence", "inaudible", "crosstalk"),
        *("unclear", "document", "tags", "comment", "comments", "memo", "code", "codes", "quote", "total", "type"),
        *("name", "speaker name", "text", "transcript", "things", "thing", "point", "advantages", "disadvantages"),
        *("注", "备注", "注意", "注释", "说明", "例如", "例子", "比如", "问题", "回答", "总结", "小结", "结论", "结果"),
        *("原因", "建议", "目的", "背景", "方法", "内容", "优点", "缺点", "首先", "其次", "最后", "另外", "此外", "总之"),
        *("步骤", "附", "附录", "摘要", "关键词", "标题", "作者", "来源", "对", "嗯", "好", "是", "不是", "没有", "对对"),
        *("对对对", "嗯嗯", "好的", "是的", "行", "可以", "笑", "沉默", "停顿", "那", "就是", "然后", "所以", "但是"),
        *("文本", "姓名", "角色", "图", "表", "第", "转录内容", "要点", "重点", "观点", "主要", "优势", "劣势", "思考"),
        *("例", "譬如", "其他", "感受", "意见", "提示", "警告", "记录", "名称", "概述", "章节", "全文", "定义", "答案"),
    }
)
_NO_SPEAKER_ENDS = tuple(
    "说 道 讲 问 答 如 为 有 于 即 是 到 下 着 了 的 吗 呢 吧 啊 觉得 认为 表示 指出 里 上 个 一点 說 講 問 為 個".split()
)
_NO_SPEAKER_STARTS = tuple(
    "我 你 您 他 她 它 这 那 因 所 但 如 比 例 首先 其次 最后 第 不 没 还 也 就 都 很 有 是 在 一 两 几 其 另 总 关于 对于 這".split()
)


def kind_of(label: str, speakers: SpeakerSettings) -> Kind | None:
    """Return what a label's words say, or None if no speaker is called so.

    A label has a letter, at most 40 characters and four words, no punctuation of a sentence, and is no common
    word that stands before a colon in ordinary text (``Note``, ``他说``, ``比如``).
    """
    if not _is_well_formed(label):
        return None
    name = parts(label)
    if name.whole in _FIELDS or name.whole.endswith(_FIELD_ENDS):
        return Kind.FIELD
    if is_known(label, speakers) or not name.whole.endswith(_NO_SPEAKER_ENDS):
        by_settings = _by_settings(label, speakers)
        if by_settings:
            return by_settings
    if _CODE.fullmatch(name.whole):
        return Kind.CODE
    return None if _is_common(name.whole, name.core) else _name_or_word(label)


def _by_settings(label: str, speakers: SpeakerSettings) -> Kind | None:
    if role_of(label, speakers) is not Role.PARTICIPANT:
        return Kind.SIDE
    return Kind.PART if is_generic(label, speakers) or is_numbered(label, speakers) else None


def _is_well_formed(label: str) -> bool:
    if not 0 < len(label) <= LONGEST or not any(c.isalpha() for c in label):
        return False
    outside = re.sub(r"[(（][^()（）]*[)）]$", "", label)
    if len(outside.split()) > _WORDS:
        return False
    return all(c.isalnum() or c in _MARKS or unicodedata.category(c)[0] == "M" for c in outside)


def _is_common(whole: str, core: str) -> bool:
    if whole in _NO_SPEAKERS or core in _NO_SPEAKERS or core in _FIELDS:
        return True
    return bool(_HAN.search(core)) and (core.startswith(_NO_SPEAKER_STARTS) or core.endswith(_NO_SPEAKER_ENDS))


def _name_or_word(label: str) -> Kind | None:
    words = [word for word in re.split(r"[\s()（）]+", label) if word]
    if _HAN.search(label):
        return Kind.NAME if len(_HAN.findall(label)) <= _HAN_NAME else None
    if words[0][0].islower():
        return Kind.WORD if len(words) == 1 and len(label) > 1 else None
    named = all(not word[0].islower() or word in _PARTICLES for word in words)
    return Kind.NAME if named else None
