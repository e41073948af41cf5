"""Find where the talk of a transcript begins and ends: after its front matter, before its closing remarks."""

import re
from collections import Counter
from collections.abc import Sequence

from thememiner.corpus.speakers.label_kinds import LabelKind
from thememiner.corpus.speakers.line_labels import LabelShape, Line, LineLabel
from thememiner.corpus.speakers.speaker_labels import LONGEST_NAME, parse_label
from thememiner.corpus.speakers.time_stamps import LABEL_STAMP

Span = tuple[int, int]

_FRONT_MATTER_LINES = 30
"""Facts about the interview are looked for in this many lines at the top."""
_LONGEST_MARGIN_LINE = 120
"""A longer line, in characters, is neither a fact at the top nor a closing remark."""
_LONGEST_EXPORT_LINE = 240
"""A longer line, in characters, is not one that programs write."""
_FENCE = "---"
_CLOSING_LINE = re.compile(
    r"AI\s?生成|^\W*(?:仅供参考|僅供參考)\W*$"
    r"|^\W*(?:录音|访谈|采访|转录|转写|记录|录制|会议|通话|錄音|訪談|轉錄|轉寫|錄製|會議|通話)\S{0,6}(?:结束|完毕|結束|完畢)\W*$"
    r"|^\W*(?:end of (?:the )?(?:transcript|transcription|interview|recording|audio|session|tape|meeting|call|file)"
    r"|(?:transcript|transcription|interview|recording|audio|meeting|call) (?:ends|ended)"
    r"|transcribed (?:by|with)\b.{0,60}|the end|完|全文完)\W*$",
    re.IGNORECASE,
)
_NO_NAMES = r"(?!(?i:I|we|you|he|she|they|it|who|that|this|then|and|so|but|somebody|someone|everybody|nobody)\b)"
_MADE = r"(?:generated|created|produced|provided|transcribed|captioned|powered|exported|made)"
_WHAT = r"(?:transcripts?|transcriptions?|subtitles?|captions?|captioning|minutes)"
_EXPORT_LINE = re.compile(
    r"\W{0,4}(?i:"
    # Google Meet
    r"meeting ended after [\d:]{4,8}\W{0,6}"
    r"|this (?:editable )?transcript was (?:computer|automatically|machine|ai)[ -]?generated\b.{0,200}"
    # Teams, Zoom: the recording of the meeting, not of a person
    r"|(?:the |this |live )?(?:transcription|recording|meeting|call|transcript|captions?)(?: has| was| is)?"
    r" (?:started|stopped|ended|paused|resumed|being recorded)"
    r"(?: by [A-Z].{0,40}|(?: at| after| on|:)? ?[\d:.]{4,10}.{0,20})?\W{0,3}"
    r"|recording in progress\W?|this (?:meeting|call|session|conference|webinar) is being (?:recorded|transcribed)\W?"
    # Otter, TurboScribe, Rev, Amara and others
    rf"|{_WHAT} by .{{1,80}}"
    rf"|(?:this |the |full )?{_WHAT} (?:(?:was|were|is|are) )?(?:auto(?:matically)?[- ]?)?{_MADE}"
    r" (?:by|with|using|from) .{1,120}"
    r"|(?:auto(?:matically)?[- ]?)?(?:generated|transcribed|captioned|powered|exported) (?:by|with|using|from) .{1,120}"
    r"|(?:ai|auto|machine|computer|automatically)[ -]generated (?:content|transcripts?|captions?|text)\b.{0,160}"
    r"|(?:view|see|find|edit) (?:original|full|the|this|your) (?:transcript|recording|audio|file)\b.{0,120}"
    r"|<?(?:https?://|www\.)\S{3,200}"
    r")"
    # a person, by name
    rf"|{_NO_NAMES}(?:[A-Z(][\w.'’()-]{{0,30}},? ?){{1,5}}(?:has |have )?(?:started|stopped|paused|resumed|ended|began)"
    r" (?:the )?(?:live )?(?:transcription|transcribing|recording|transcript|captions|meeting)"
)
_EXPORT_LINE_HAN = re.compile(
    r"\W{0,4}(?:"
    r"(?![我你您他她它咱谁])[^\s，。！？]{0,16}\s?(?:已经?|已經)?(?:开始|停止|结束|暂停|恢复|開始|結束|暫停|恢復)了?(?:本次|此次)?"
    r"(?:转录|转写|录制|听录|实时转写|云录制|轉錄|轉寫|錄製|聽錄|逐字稿|即時轉錄)"
    r"|(?:会议|通话|录制|转录|转写|會議|通話|錄製|轉錄|轉寫)(?:已|将)?(?:开始|结束|停止|開始|結束)[了于]?[\s:：\d]{0,20}"
    r"|(?:以上|以下|本|此|该|該)?(?:内容|文字|文本|文稿|记录|转写|转录|字幕|纪要|文档|內容|記錄|紀錄|轉寫|轉錄|逐字稿)[^\s，。！？]{0,8}"
    r"(?:由|使用|通过|透過)[^，。！？\n]{1,40}(?:转写|转录|生成|提供|整理|识别|导出|轉寫|轉錄|辨識|匯出|產生)[^\n]{0,30}"
    r"|(?:由|使用)\s?(?:讯飞听见|飞书妙记|通义听悟|腾讯会议|钉钉闪记|录音转文字|雅婷逐字稿|AI|人工智能|機器)[^\n]{0,30}(?:转写|转录|生成|提供|轉寫|產生)[^\n]{0,20}"
    r")\W{0,4}"
)
_HEAD_LINE = re.compile(
    r"(?i:(?:interview|meeting|call|audio|video|full)? ?transcript(?:ion)?"
    r"|attendees|summary keywords|keywords|speakers|details|invited"
    r"|.{1,90}(?:- transcript|-?meeting recording|meeting transcript)(?:\.\w{2,4})?"
    r"|(?:\d{1,2}h )?\d{1,3}m(?: \d{1,2}s)?|\d{1,2}s)"
    r"|文字记录|文字記錄|转写内容|转写结果|转写文本|会议转写|逐字稿|全文|關鍵詞|关键词|参会人员?|與會人員"
    rf"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{{0,6}},? )?{LABEL_STAMP}"
    r"(?:\s?(?:UTC|GMT)?\s?[|•·｜]\s?.{1,30})?",
)
"""What programs also write above a transcript: a title, a date, a duration, a heading."""
_BETWEEN_NAMES = re.compile(r"\s{0,3}(?:[,，、;；/／&]|\band\b|和|与|與|及)\s{0,3}")


def find_talk_start(text: str, lines: Sequence[Line], labels: Sequence[LineLabel]) -> int:
    """Return where the talk may begin: after the front matter.

    Front matter is a block between two lines of three hyphens, lines that programs write above a transcript, and facts
    such as ``Date: …`` or ``受访者：P03``. Lines among the facts that look like a speaker's turn are facts, too, if no
    label comes twice.
    """
    after = max(_after_fence(text, lines), _after_export_head(text, lines, labels), _after_roster(text, lines, labels))
    last = _last_fact(lines, labels, after)
    if last is None:
        return _line_start(text, lines, after)
    marked = [label for label in labels if label.line >= after and label.shape is LabelShape.MARKED]
    first = min(label.line for label in marked)
    for stop in (_block_end(lines, last), last + 1):
        inside = [label for label in marked if first <= label.line < stop]
        is_distinct = len({label.key for label in inside}) == len(inside)
        rest = {index for index in range(last + 1, stop) if not lines[index].is_empty}
        is_labelled = {label.line for label in inside} >= rest
        if is_distinct and is_labelled and any(label.line >= stop for label in labels):
            return _line_start(text, lines, stop)
    return _line_start(text, lines, after)


def find_talk_end(text: str, lines: Sequence[Line]) -> int:
    """Return where the talk ends: before closing remarks that fill the last lines."""
    end = len(text)
    for line in reversed(lines):
        if not line.is_empty:
            if not _is_closing_line(text[line.start : min(line.end, line.start + _LONGEST_EXPORT_LINE + 1)]):
                return end
            end = line.start
    return end


def trim_export_lines(text: str, lines: Sequence[Line]) -> Span:
    """Return the span of a text without labels between the lines that programs write above and below transcripts."""
    first, last = 0, len(lines)
    while first < last and (lines[first].is_empty or _is_export_line_at(text, lines[first])):
        first += 1
    while last > first and (lines[last - 1].is_empty or _is_export_line_at(text, lines[last - 1])):
        last -= 1
    return (lines[first].start, lines[last - 1].end) if first < last else (0, 0)


def is_export_line(line: str) -> bool:
    """Say whether programs write such a line above or below a transcript: ``Meeting ended after 00:12:10``."""
    line = line.strip()
    if not line or len(line) > _LONGEST_EXPORT_LINE:
        return False
    return _EXPORT_LINE.fullmatch(line) is not None or _EXPORT_LINE_HAN.fullmatch(line) is not None


def _is_export_line_at(text: str, line: Line) -> bool:
    return is_export_line(text[line.start : min(line.end, line.start + _LONGEST_EXPORT_LINE + 1)])


def _is_closing_line(line: str) -> bool:
    is_short = len(line) <= _LONGEST_MARGIN_LINE
    return is_export_line(line) or (is_short and bool(_CLOSING_LINE.search(line.strip())))


def _after_export_head(text: str, lines: Sequence[Line], labels: Sequence[LineLabel]) -> int:
    """Return the line after the last one that programs write above transcripts, before any other label but facts."""
    spoken = {
        label.line
        for label in labels[:_FRONT_MATTER_LINES]
        if label.kind is not LabelKind.FACT and label.shape is not LabelShape.ALONE
    }
    last = -1
    for index, line in enumerate(lines[:_FRONT_MATTER_LINES]):
        piece = text[line.start : min(line.end, line.start + _LONGEST_MARGIN_LINE + 1)].strip()
        if is_export_line(piece) or _HEAD_LINE.fullmatch(piece):
            last = index
        elif index in spoken or len(piece) > _LONGEST_MARGIN_LINE:
            break
    return last + 1


def _after_roster(text: str, lines: Sequence[Line], labels: Sequence[LineLabel]) -> int:
    """Return the line after a list of those present, which looks like a turn: ``Present: Anna Berg, Mia Holm``.

    Its names begin turns further below.
    """
    keys = Counter([label.key for label in labels])
    for label in labels[:_FRONT_MATTER_LINES]:
        if label.line >= _FRONT_MATTER_LINES:
            break
        end = lines[label.line].end
        is_fact = label.shape is LabelShape.MARKED and not label.fills_line and keys[label.key] == 1
        if is_fact and end - label.start <= _LONGEST_MARGIN_LINE:
            names = [name for name in _BETWEEN_NAMES.split(text[label.speech_start : end].strip()) if name]
            is_list = len(names) > 1 and max(map(len, names)) <= LONGEST_NAME
            if is_list and all(parse_label(name).whole in keys for name in names):
                return label.line + 1
    return 0


def _line_start(text: str, lines: Sequence[Line], index: int) -> int:
    return lines[index].start if index < len(lines) else len(text)


def _after_fence(text: str, lines: Sequence[Line]) -> int:
    """Return the line after front matter between two lines of three hyphens, or the first line."""
    if lines and text[lines[0].start : lines[0].end] == _FENCE:
        for index, line in enumerate(lines[1 : _FRONT_MATTER_LINES + 1], start=1):
            if text[line.start : line.end] == _FENCE:
                return index + 1
    return 0


def _last_fact(lines: Sequence[Line], labels: Sequence[LineLabel], after: int) -> int | None:
    """Return the last line that states a fact, if only short lines stand before it."""
    last = None
    marked = (label for label in labels[: after + _FRONT_MATTER_LINES] if label.shape is LabelShape.MARKED)
    facts = {label.line for label in marked if label.kind is LabelKind.FACT}
    if not facts:
        return None
    for index in range(after, min(after + _FRONT_MATTER_LINES, len(lines))):
        if lines[index].end - lines[index].start > _LONGEST_MARGIN_LINE:
            break
        if index in facts:
            last = index
    return last


def _block_end(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and not lines[index].is_empty:
        index += 1
    return index
