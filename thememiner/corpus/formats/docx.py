"""Read Word files with python-docx: their text, what is left out of it, and comments."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thememiner.config import Settings
from thememiner.corpus.file_contents import Block, CodedPassage, FileContents, document_from_blocks, join_blocks
from thememiner.corpus.formats.docx_body import WORD, WordBody, can_hide, read_styles
from thememiner.corpus.formats.left_out import LeftOut, note_left_out
from thememiner.corpus.formats.working_tables import WorkingTables
from thememiner.errors import UnreadableFileError
from thememiner.intake import guard_zip
from thememiner.phrasing import format_count, inflect
from thememiner.records import Note, Source
from thememiner.storage import hash_bytes

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, EOFError),
    *(AttributeError, LookupError, ValueError, TypeError),
)
"""Errors that python-docx raises, beside its own, for a file that is torn, altered or not a Word file."""
_MARGINS, _COMMENTS = ("/header", "/footer"), "/comments"


class Comment(NamedTuple):
    """A comment on a passage."""

    author: str
    text: str
    passage: str
    """Empty if the comment is on a place, not on a passage."""


class WordFile(NamedTuple):
    """What a Word file holds."""

    data: bytes
    blocks: list[Block]
    body: WordBody
    comments: list[Comment]


def read_word(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.docx`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Inserted text and emoji are read. Hidden and deleted text, comments, notes, text boxes, headers and footers are left
    out and counted. Of a table with columns for speech and codes, only speech and speakers are read.

    Raises ``UnreadableFileError`` for a file that is broken or has no text, ``UnsafeFileError``, and ``OSError``.
    """
    word = _open_word(path, place=place, settings=settings)
    left_out = word.body.left_out
    if not join_blocks(word.blocks).strip():
        raise UnreadableFileError("has no text.", place=place, remedy=_why_empty(word.body))
    source = Source(place, hash_bytes(word.data), "docx", None)
    document = document_from_blocks(word.blocks, source, speakers=settings.speakers)
    left_out[LeftOut.COMMENT] += len(word.comments)
    notes = (*note_left_out(left_out, place), *_note_comments(word.comments, place), *word.body.tables.notes(place))
    commented = [CodedPassage(one.passage, one.text, one.author or None) for one in word.comments if one.passage]
    return FileContents((document,), notes=notes, passages=(*word.body.tables.passages, *commented))


def _open_word(path: Path, *, place: str, settings: Settings) -> WordFile:
    """Read the paragraphs, tables and comments of a Word file. Raises what ``read_word`` raises."""
    import docx  # noqa: PLC0415 - heavy, and needed for Word files only
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - heavy, and needed for Word files only

    guard_zip(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    data = path.read_bytes()
    try:
        file = docx.Document(io.BytesIO(data))
        styles = read_styles(file.styles.element)
        body = WordBody(styles, WorkingTables(settings.speakers), can_hide(file.element.body, styles))
        blocks = list(body.read(file.element.body))
        body.left_out[LeftOut.HEADER] += sum(_has_text(part) for part in _related(file, *_MARGINS))
        comments = [one for part in _related(file, _COMMENTS) for one in _read_comments(part, body)]
    except (OpcError, *_BROKEN) as error:
        raise UnreadableFileError(
            "is broken, or not a Word file.", place=place, remedy="Open it in Word and save it again as .docx."
        ) from error
    return WordFile(data, blocks, body, comments)


def _why_empty(body: WordBody) -> str:
    if body.left_out[LeftOut.EMBEDDED]:
        return "Its text is in an embedded file. Open it in Word, save it again as .docx, and the text becomes its own."
    return "Pictures of pages cannot be read."


def _related(file: "WordDocument", *kinds: str) -> Iterator["BaseOxmlElement"]:
    """Yield the roots of the parts of a kind that the document refers to."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - heavy, and needed for Word files only

    for relation in file.part.rels.values():
        if relation.reltype.endswith(kinds) and not relation.is_external:
            part = relation.target_part
            yield part.element if hasattr(part, "element") else parse_xml(part.blob)


def _has_text(part: "BaseOxmlElement") -> bool:
    return any((text.text or "").strip() for text in part.iter(f"{WORD}t"))


def _read_comments(part: "BaseOxmlElement", body: WordBody) -> Iterator[Comment]:
    for comment in part.iter(f"{WORD}comment"):
        paragraphs = ("".join(text.text or "" for text in p.iter(f"{WORD}t")) for p in comment.iter(f"{WORD}p"))
        text = "\n".join(paragraph for paragraph in paragraphs if paragraph.strip())
        passage = "".join(body.commented.get(comment.get(f"{WORD}id", ""), ())).strip()
        if text:
            yield Comment(str(comment.get(f"{WORD}author", "")).strip(), text, passage)


def _note_comments(comments: list[Comment], place: str) -> Iterator[Note]:
    on_passages = sum(bool(comment.passage) for comment in comments)
    if on_passages:
        count, verb = format_count(on_passages, "comment"), inflect(on_passages, "is", "are")
        yield Note(place, f"{count} {verb} on passages; if these are codes, give the file also as --gold.")
