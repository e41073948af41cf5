"""An interview guide that the researcher gives as a file: a text with one question a line, or a Word document."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.config import Settings
from thememiner.errors import ConfigurationError, UnreadableFileError
from thememiner.intake import decode, guard_zip, parse_xml, read_bounded, split_lines
from thememiner.phrasing import format_count, inflect, list_some
from thememiner.questions.asked_questions import is_asking

DEFAULTS = Settings()
GUIDE_SUFFIXES = (".txt", ".md", ".docx")
MOST_QUESTIONS = 200
"""A file with more questions is hardly a guide: it may be a transcript."""
_LISTED_AS = re.compile(
    r"^(?:[-–—•*·○●◦▪■□☐▫‣→#>+]+\s*"  # bullets, and marks of Markdown
    r"|[(（]?(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,5})[.)）．、:：](?!\S*[@/])\s*"  # 1. 2.3) (a) iv.
    r"|\d{1,3}(?:\.\d{1,2})*\s+(?-i:(?=[A-Z\u4e00-\u9fff]))"
    r"|(?:Q|Question|问题|問題|问|問)\s?\d{1,3}\s*[.):：、]?\s*"
    r"|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]\s*|第[一二三四五六七八九十]{1,3}[、:：]\s*)+",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*([^\W\d_][^:：\r\n]{0,30})[:：]\s*\S")
FEWEST_TURNS = 3
"""Lines with the same label from which on it may be a speaker's."""
_MARKUP = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_MAIN_PART = re.compile(r"word/document\d*\.xml")
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class GuideFile(NamedTuple):
    """The questions of a guide in their order, and notes on how the file was read."""

    questions: tuple[str, ...]
    notes: tuple[str, ...]


def read_guide_questions(path: Path, *, settings: Settings = DEFAULTS) -> GuideFile:
    """Read the questions of an interview guide, one a line or paragraph, without their numbers and bullets.

    If at least half of the lines ask something, the other lines are headings, which are left out with a note. Otherwise
    the guide is a list of topics, and every line counts. A question that is repeated counts once.

    Raises ``ConfigurationError`` if the file is of another kind or cannot be read, or has no question or too many, and
    ``UnsafeFileError``, ``UnreadableFileError`` and ``UndecodableFileError``.
    """
    written = _read_lines(path, settings)
    if speaker := _find_speaker(written):
        problem = f"looks like a transcript, in which {speaker} speaks; give the questions alone, one a line"
        raise ConfigurationError([problem], place=path.name)
    lines = [clean for line in written if (clean := _clean(line))]
    if not lines:
        raise ConfigurationError(["has no question; write one question a line"], place=path.name)
    asking = [line for line in lines if is_asking(line)]
    is_topics = 2 * len(asking) < len(lines)
    questions = _drop_repeated(lines if is_topics else asking)
    if len(questions) > MOST_QUESTIONS:
        problem = f"has {len(questions):,} questions, more than {MOST_QUESTIONS}; is it a guide and not a transcript?"
        raise ConfigurationError([problem], place=path.name)
    return GuideFile(questions, tuple(_note_lines(lines, asking, questions, is_topics=is_topics)))


def _find_speaker(lines: list[str]) -> str | None:
    """Return the label that most lines with one have, if at least half of the lines have labels that recur."""
    labels = Counter(match[1] for line in lines if (match := _LABEL.match(line)))
    recurring = {label: count for label, count in labels.items() if count >= FEWEST_TURNS}
    written = sum(1 for line in lines if line.strip())
    if 2 * sum(recurring.values()) < written or len(recurring) < 2:  # noqa: PLR2004 - who asks and who answers
        return None
    return max(recurring, key=lambda label: recurring[label])


def _drop_repeated(lines: list[str]) -> tuple[str, ...]:
    """Return the lines without those that repeat an earlier one; small and capital letters are the same."""
    first: dict[str, str] = {}
    for line in lines:
        first.setdefault(line.casefold(), line)
    return tuple(first.values())


def _note_lines(lines: list[str], asking: list[str], questions: tuple[str, ...], *, is_topics: bool) -> Iterator[str]:
    used = lines if is_topics else asking
    if is_topics and len(asking) < len(lines):
        count = format_count(len(lines) - len(asking), "line")
        yield f"most lines ask nothing, so all count as topics of the guide, also the {count} without a question."
    if not is_topics and len(asking) < len(lines):
        headings = [line for line in lines if not is_asking(line)]
        verb = inflect(len(headings), "asks nothing and is", "ask nothing and are")
        yield f"{format_count(len(headings), 'line')} {verb} left out, as headings: {list_some(headings)}."
    if repeated := len(used) - len(questions):
        yield f"{format_count(repeated, 'repeated question')} {inflect(repeated, 'counts', 'count')} once."


def _read_lines(path: Path, settings: Settings) -> list[str]:
    suffix = path.suffix.lower()
    if suffix not in GUIDE_SUFFIXES:
        allowed = f"{', '.join(GUIDE_SUFFIXES[:-1])} or {GUIDE_SUFFIXES[-1]}"
        raise ConfigurationError([f"is no interview guide; give a {allowed} file"], place=path.name)
    limit = settings.corpus.max_unpacked_mb
    try:
        if suffix != ".docx":
            data = read_bounded(path, place=path.name, max_unpacked_mb=limit)
            return split_lines(decode(data, place=path.name, encoding=settings.corpus.encoding).text)
        guard_zip(path, place=path.name, max_unpacked_mb=limit)
        return _read_word_paragraphs(path, limit)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise ConfigurationError([f"cannot be read ({reason})"], place=path.name) from error


def _read_word_paragraphs(path: Path, max_unpacked_mb: int) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        name = next((name for name in archive.namelist() if _MAIN_PART.fullmatch(name)), None)
        if name is None:
            raise UnreadableFileError(
                "is not a Word document.", place=path.name, remedy="Open it in Word and save it as .docx."
            )
        root = parse_xml(archive.read(name), place=path.name, max_unpacked_mb=max_unpacked_mb)
    return [line for paragraph in _find_paragraphs(root) for line in "".join(_texts(paragraph)).splitlines()]


def _find_paragraphs(element: Element) -> Iterator[Element]:
    """Yield paragraphs in their order, also those of tables and text boxes."""
    for child in element:
        if child.tag != _FALLBACK:
            if child.tag in {f"{space}p" for space in _NAMESPACES}:
                yield child
            yield from _find_paragraphs(child)


def _texts(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph, without that of paragraphs inside it."""
    for child in element:
        name = next((child.tag.removeprefix(space) for space in _NAMESPACES if child.tag.startswith(space)), "")
        if name == "t":
            yield child.text or ""
        elif name in {"tab", "br", "cr"}:
            yield " " if name == "tab" else "\n"
        elif name != "p" and child.tag != _FALLBACK:
            yield from _texts(child)


def _clean(line: str) -> str:
    return " ".join(_LISTED_AS.sub("", _MARKUP.sub("", line.strip())).split())
