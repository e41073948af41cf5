"""Read rich text files (WordPad, TextEdit, Word, NVivo): paragraphs and tables in reading order."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.file_contents import HEADING_STYLES, Block, FileContents, document_from_blocks, join_blocks
from thememiner.corpus.formats.left_out import LeftOut, note_left_out
from thememiner.corpus.formats.rtf_control_words import (
    CELL,
    CHARACTERS,
    COUNTED,
    LITERAL,
    MARKS_OF_CHARACTERS,
    NO_TEXT,
    PARAGRAPHS,
    SYMBOLS,
    encoding_of_charset,
    encoding_of_machine,
    encoding_of_page,
)
from thememiner.corpus.formats.working_tables import TableRow, WorkingTables
from thememiner.errors import UndecodableFileError, UnreadableFileError, UnsafeFileError
from thememiner.intake import read_bounded, suggest_higher_limit
from thememiner.records import Note, Source
from thememiner.storage import hash_bytes

_TOKEN = re.compile(
    r"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|'(?P<byte>[0-9a-fA-F]{2})|(?P<symbol>.))"
    r"|(?P<brace>[{}])|(?P<plain>[^\\{}]+)|\\",
    re.DOTALL,
)
_MAX_SKIPPED = 16
_CODE_UNITS = 0x10000
_LINE_ENDS = {ord("\r"): None, ord("\n"): None}  # line ends of the file; those of the text are control words
_LONGEST_STYLE = 200
_TABLES = frozenset({"fonttbl", "stylesheet"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEADING_LEVELS = 9
_BEGINNING = b"{\\rtf"
_MARKS_A_MEGABYTE = 10_000
_REMEDY = "Open it in a word processor and save it again as .docx."


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    destination: str = ""
    """``fonttbl``, ``stylesheet`` or anything that is left out; empty for the text of the document."""
    font: int | None = None
    skip: int = 1
    """The number of characters after a Unicode character that replace it in programs without Unicode."""
    hidden_by: frozenset[str] = frozenset()
    """The marks (deleted, hidden) for which the text is left out."""


@dataclass(slots=True)
class RtfText:
    """The paragraphs and rows of a file, and what is left out."""

    content: list[Block | TableRow] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    is_complete: bool = True
    """Whether the file ends where its first group does."""


def read_rtf_text(data: bytes) -> RtfText:
    r"""Return the paragraphs of a file that begins with ``{\rtf``, and what is left out, by kind.

    Time grows linearly. Raises ``UnicodeError`` if bytes do not belong to the code page that the file names for them.
    """
    return _Reader(data.decode("latin-1")).read()


class _Reader:
    """One pass over a file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found = RtfText()
        self._state = _State()
        self._above: list[_State] = []
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._default_font: int | None = None
        self._styles: dict[int, str] = {}
        self._style: int = -1
        self._heading_level = _HEADING_LEVELS
        self._text: list[str] = []
        self._bytes = bytearray()
        self._skip = 0
        self._is_group_start = False
        """Whether a group has just begun, so that a word may name its destination."""
        self._is_in_table = False
        self._row: list[Block] = []
        """The paragraphs of the row so far."""
        self._uncounted: LeftOut | None = None
        """What the destination is that holds no text so far."""
        self._passage: LeftOut | None = None
        """What is being left out at this place, so that adjacent pieces count as one passage."""

    def read(self) -> RtfText:
        for token in self._tokens():
            kind = token.lastgroup
            if token["word"]:
                self._word(token["word"], token["number"])
            elif kind == "brace":
                self._brace(token["brace"])
            elif kind is not None:
                self._written(kind, token[kind])
            if kind == "brace" and not self._above:
                break
        else:
            self._found.is_complete = False
        self._end_paragraph("par")
        self._found.content += map(_end_cells, self._row)
        if self._found.content and not self._found.content[-1].text:
            self._found.content.pop()
        return self._found

    def _tokens(self) -> Iterator[re.Match[str]]:
        at = 0
        while token := _TOKEN.match(self._source, at):
            at = token.end()
            if token["word"] == "bin":
                at += max(0, int(token["number"] or 0))
            yield token

    def _brace(self, brace: str) -> None:
        self._flush()
        self._skip = 0
        if brace == "{":
            self._above.append(self._state)
            self._is_group_start = True
        elif self._above:
            if self._state.destination == "stylesheet":
                self._style = -1
            self._state = self._above.pop()
            self._is_group_start = False
            if self._state.destination not in COUNTED:
                self._uncounted = None

    def _written(self, kind: str, value: str) -> None:
        if kind == "plain" and not (value := value.translate(_LINE_ENDS)):
            return
        is_group_start, self._is_group_start = self._is_group_start, False
        if kind == "symbol" and value == "*" and is_group_start:
            self._state = replace(self._state, destination=self._state.destination or "*")
            self._is_group_start = True
        elif self._skip:
            dropped = min(self._skip, len(value) if kind == "plain" else 1)
            self._skip -= dropped
            if kind == "plain":
                self._add_bytes(value[dropped:])
        elif kind == "byte":
            self._bytes.append(int(value, 16))
        elif kind == "plain" or value in LITERAL:
            self._add_bytes(value)
        elif value in PARAGRAPHS:
            self._end_paragraph(value)
        else:
            self._add(SYMBOLS.get(value, ""))

    def _word(self, word: str, number: str | None) -> None:
        is_group_start, self._is_group_start = self._is_group_start, False
        value = int(number) if number else None
        if word == "u" and value is not None:
            self._skip = 0
            self._add(chr(value % _CODE_UNITS))
            self._skip = self._state.skip
        elif self._skip:
            self._skip -= 1
        elif word in COUNTED or (is_group_start and self._is_destination(word)):
            self._leave_out(word, value)
        elif word in PARAGRAPHS:
            self._end_paragraph(word)
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        else:
            self._flush()
            self._set(word, value)

    def _is_destination(self, word: str) -> bool:
        return word in NO_TEXT or word in _TABLES or self._state.destination == "*"

    def _leave_out(self, word: str, value: int | None) -> None:
        self._flush()
        inside = self._state.destination
        is_text = inside not in COUNTED and inside not in NO_TEXT and inside not in _TABLES
        if word not in MARKS_OF_CHARACTERS:
            if is_text:
                self._uncounted = COUNTED.get(word)
            if is_text or word not in COUNTED:
                self._state = replace(self._state, destination=word)
        elif value == 0:
            self._state = replace(self._state, hidden_by=self._state.hidden_by - {word})
        else:
            self._state = replace(self._state, hidden_by=self._state.hidden_by | {word})

    def _count_left_out(self, *, has_text: bool) -> None:
        """Count the destination or the passage that holds the text which is being left out."""
        if not has_text:
            return
        if self._state.destination:
            if self._state.destination in COUNTED and self._uncounted is not None:
                self._found.left_out[self._uncounted] += 1
                self._uncounted = None
            return
        kind = COUNTED[min(self._state.hidden_by)]
        if kind is not self._passage:
            self._found.left_out[kind] += 1
            self._passage = kind

    def _set(self, word: str, value: int | None) -> None:
        """Apply a control word to the text after it."""
        match word, value:
            case "pard", None:
                self._style, self._heading_level, self._is_in_table = -1, _HEADING_LEVELS, False
            case "intbl", None:
                self._is_in_table = True
            case "s", int():
                self._style = value
            case "outlinelevel", int():
                self._heading_level = value
            case "plain", None:
                self._state = replace(self._state, font=self._default_font, hidden_by=frozenset())
            case "f", int():
                self._state = replace(self._state, font=value)
            case "uc", int():
                self._state = replace(self._state, skip=min(max(value, 0), _MAX_SKIPPED))
            case _:
                self._set_encoding(word, value)

    def _set_encoding(self, word: str, value: int | None) -> None:
        font = self._state.font
        match word, value:
            case "ansicpg", int():
                self._encoding = encoding_of_page(value)
            case (("ansi" | "mac" | "pc" | "pca"), None):
                self._encoding = encoding_of_machine(word)
            case "deff", int():
                self._default_font = value
            case "fcharset", int() if font is not None and (name := encoding_of_charset(value)):
                self._fonts[font] = name
            case "cpg", int() if font is not None:
                self._fonts[font] = encoding_of_page(value)

    def _add_bytes(self, plain: str) -> None:
        self._bytes += plain.encode("latin-1")

    def _add(self, text: str) -> None:
        self._flush()
        if self._state.destination or (self._state.hidden_by and text != CELL):
            self._count_left_out(has_text=bool(text.strip()))
            return
        self._text.append(text)
        self._passage = None

    def _flush(self) -> None:
        """Decode the bytes collected so far, in the encoding of their font."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        font = self._default_font if self._state.font is None else self._state.font
        encoding = self._fonts.get(-1 if font is None else font, self._encoding)
        if self._state.destination == "stylesheet":
            name = data.decode(encoding, "ignore").strip().rstrip(";")
            self._styles[self._style] = (self._styles.get(self._style, "") + name)[:_LONGEST_STYLE]
        elif self._state.destination or self._state.hidden_by:
            self._count_left_out(has_text=bool(data.strip()))
        else:
            self._text.append(data.decode(encoding))
            self._passage = None

    def _end_paragraph(self, mark: str) -> None:
        self._flush()
        if self._state.destination:
            return
        text = "".join(self._text)
        self._text = []
        self._passage = None
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        is_styled = self._style >= 0 and self._styles.get(self._style, "").casefold().startswith(HEADING_STYLES)
        self._add_block(Block(text, is_styled or 0 <= self._heading_level < _HEADING_LEVELS), mark)

    def _add_block(self, block: Block, mark: str) -> None:
        """Add a paragraph to the text, or to its row, which ends with the mark ``row``."""
        if mark == "row":
            row = join_blocks([*self._row, block]).removesuffix(CELL)
            self._found.content.append(TableRow(tuple(row.split(CELL)), row.replace(CELL, "\t")))
            self._row = []
        elif self._is_in_table:
            self._row.append(block)
        else:
            self._found.content += map(_end_cells, [*self._row, block])
            self._row = []


def _end_cells(block: Block) -> Block:
    return block._replace(text=block.text.replace(CELL, "\t"))


def read_rtf(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read an ``.rtf`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Hidden and deleted text, comments, notes, text boxes, headers and footers are left out and counted. Of a table with
    columns for speech and codes, only speech and speakers are read.

    Raises ``UnreadableFileError`` if it is not RTF or has no text, ``UndecodableFileError`` if it holds bytes that do
    not belong to the code page it names, ``UnsafeFileError`` if it is too large or has more than 10,000 control words
    and brackets for each of the megabytes allowed, and ``OSError``.
    """
    data = read_bounded(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    if not data.lstrip().startswith(_BEGINNING):
        remedy = "If it is plain text, name it .txt."
        raise UnreadableFileError("is not an RTF file: it does not begin like one.", place=place, remedy=remedy)
    _check_marks(data, place, settings.corpus.max_unpacked_mb)
    try:
        rtf = read_rtf_text(data.lstrip())
    except UnicodeError as error:
        what = "holds bytes that do not belong to the code page that it names."
        raise UndecodableFileError(what, place=place, remedy=_REMEDY) from error
    tables = WorkingTables(settings.speakers)
    blocks = list(tables.read_all(rtf.content))
    if not join_blocks(blocks).strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Pictures of pages cannot be read.")
    source = Source(place, hash_bytes(data), "rtf", None)
    document = document_from_blocks(blocks, source, speakers=settings.speakers)
    notes = (*_notes(rtf, place), *tables.notes(place))
    return FileContents((document,), notes=notes, passages=tuple(tables.passages))


def _check_marks(data: bytes, place: str, max_unpacked_mb: int) -> None:
    """Refuse a file with too many control words: these take time, while pictures, the bulk of a large file, do not."""
    most = max_unpacked_mb * _MARKS_A_MEGABYTE
    if sum(data.count(mark) for mark in (b"\\", b"{", b"}")) > most:
        what = f"holds more than {most:,} control words and brackets."
        raise UnsafeFileError(what, place=place, remedy=suggest_higher_limit(max_unpacked_mb))


def _notes(rtf: RtfText, place: str) -> Iterator[Note]:
    yield from note_left_out(rtf.left_out, place)
    if not rtf.is_complete:
        yield Note(place, "ends before its last bracket, as if it were cut off; the text up to there is read.")
