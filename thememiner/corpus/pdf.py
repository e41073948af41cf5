"""PDF files with text: pages in their order, without heads and line numbers where these are certain."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.contents import FileContents
from thememiner.corpus.pdf_margins import Cleaned, without_margins
from thememiner.corpus.pdf_pages import read_pages
from thememiner.corpus.turns import find_turns
from thememiner.errors import UnreadableFileError
from thememiner.intake import first_few, read_bounded
from thememiner.records import Document, Note, Source
from thememiner.storage import hash_bytes

_MARK, _REACH = b"%PDF-", 1024
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$", re.MULTILINE)
_TABS_FOR_SPACES = 10
_UNREADABLE = re.compile("[\ud800-\udfff\0]")


def read_pdf(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.pdf`` file as one document: the lines of its pages, as pypdf finds them.

    What a PDF does not say is noted as lost: paragraphs, columns, and whether a hyphen at the end of a line is one.
    Where tabs stand between nearly all words, as some programs print, they are read as spaces.

    Raises ``UnreadableFileError`` if it is no PDF, has a password, or has no text but pictures; ``UnsafeFileError``
    if it is larger than the limits of ``read_pages``, and ``OSError``.
    """
    most = settings.corpus.max_unpacked_mb
    data = read_bounded(path, place=place, max_unpacked_mb=most)
    if _MARK not in data[:_REACH]:
        remedy = "If it is plain text, name it .txt; else save it again from its program."
        raise UnreadableFileError("is no PDF file: it does not begin as one.", place=place, remedy=remedy)
    pages = read_pages(data, place=place, max_unpacked_mb=most)
    texts = [_UNREADABLE.sub("\ufffd", page) for page in pages.texts]
    if not any(page.strip() for page in texts):
        why = "it is faulty, or asks for too much" if pages.faults else "its pages are pictures, as of a scan"
        what = f"has no text that can be read: {why}."
        remedy = "Let a program recognise the text (OCR) and save that as .docx or .txt."
        raise UnreadableFileError(what, place=place, remedy=remedy)
    spaced = _tabs_for_spaces(texts)
    cleaned = without_margins([(page.replace("\t", " ") if spaced else page).split("\n") for page in texts])
    text = "\n".join("\n".join(page) for page in cleaned.pages if page)
    talk = find_turns(text, speakers=settings.speakers)
    source = Source(place, hash_bytes(data), "pdf", None)
    document = Document(place, text, talk.form, talk.turns, source, cues=talk.cues)
    said = [_layout(cleaned, text), *_lost(texts, text, pages.faults)]
    if spaced:
        said.append("tabs stood between its words and are read as spaces.")
    return FileContents((document,), notes=tuple(Note(place, what) for what in said))


def _tabs_for_spaces(pages: Sequence[str]) -> bool:
    """Say whether nearly every space is a tab, as where a program prints with a font that has no space."""
    tabs, spaces = (sum(page.count(mark) for page in pages) for mark in "\t ")
    return tabs > _TABS_FOR_SPACES * (spaces + 1)


def _layout(cleaned: Cleaned, text: str) -> str:
    found = [f"text of {len(cleaned.pages)} pages: lines end as on the page, paragraphs and columns are not known"]
    if cleaned.heads or cleaned.line_numbers:
        found.append(f"left out: {cleaned.heads} heads or page numbers, {cleaned.line_numbers} numbers of lines")
    if hyphens := len(_HYPHEN.findall(text)):
        found.append(f"{hyphens} lines end in a hyphen, and none was joined")
    return f"{'; '.join(found)}. Compare it with the pages."


def _lost(pages: Sequence[str], text: str, faults: int) -> Iterator[str]:
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    if empty:
        yield f"pages without text, perhaps pictures: {first_few(empty)}."
    if unknown := text.count("\ufffd"):
        yield f"characters that the file does not name, shown as \ufffd: {unknown}."
    if faults:
        yield f"places where the file is faulty and text may be missing: {faults}."
