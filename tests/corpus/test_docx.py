"""Word files: paragraphs and tables in order, tracked changes, speaker tables, and broken files."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus.formats.docx import read_word
from thememiner.errors import InputError, UnreadableFileError, UnsafeFileError
from thememiner.records import Document

SETTINGS = Settings()


def read(folder: Path, word: WordDocument) -> Document:
    """Save a Word file and read it."""
    path = folder / "a.docx"
    word.save(str(path))
    return read_word(path, place="a.docx", settings=SETTINGS).documents[0]


def word_with(paragraphs: Iterable[str]) -> WordDocument:
    """Return a Word file with these paragraphs."""
    word = docx.Document()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    return word


def said(document: Document) -> list[tuple[str | None, str]]:
    """Return who says what."""
    return [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns]


def test_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    """Tables keep their place, with tabs between cells; headers and footers are left out."""
    word = word_with(["before"])
    word.sections[0].header.paragraphs[0].text = "a header"
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), "abcd", strict=True):
        cell.text = text
    word.add_paragraph("behind")
    assert read(tmp_path, word).text == "before\na\tb\nc\td\nbehind"


def test_speaker_table(tmp_path: Path) -> None:
    """A table of speakers and speech becomes turns; its head line does not."""
    rows = [("發言人", "內容"), ("訪談者", "您好嗎？"), ("P08", "還好。\n真的。"), ("訪談者", "嗯。"), ("", "再說。")]
    word = word_with(["訪談"])
    table = word.add_table(rows=0, cols=2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert said(read(tmp_path, word)) == [
        ("訪談者", "您好嗎？"),
        ("P08", "還好。\n真的。"),
        ("訪談者", "嗯。\n\t再說。"),
    ]


def test_merged_cells(tmp_path: Path) -> None:
    """A merged cell is read once."""
    word = docx.Document()
    table = word.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(0, 2).text = "end"
    assert read(tmp_path, word).text == "wide\tend"


def test_runs_and_tracked_changes(tmp_path: Path) -> None:
    """Text split over runs is whole; inserted text is read, deleted and moved text is not."""
    word = docx.Document()
    paragraph = word.add_paragraph()
    for run in ("Inter", "view", "er: H", "ello."):
        paragraph.add_run(run)
    xml = "<w:{0} {1} w:id='1' w:author='a'><w:r><w:{2}>{3}</w:{2}></w:r></w:{0}>"
    for name, tag, text in (("del", "delText", " gone"), ("ins", "t", "You"), ("moveFrom", "t", " away")):
        paragraph._p.append(parse_xml(xml.format(name, nsdecls("w"), tag, text)))  # noqa: SLF001 - python-docx has no call for tracked changes
    assert read(tmp_path, word).text == "Interviewer: Hello.You"


def test_breaks_links_and_controls(tmp_path: Path) -> None:
    """Line breaks and tabs are characters; links and content controls are text."""
    word = docx.Document()
    run = word.add_paragraph("one").add_run("two")
    run.add_break()
    run.add_tab()
    run.add_text("three")
    link = "<w:hyperlink {}><w:r><w:t>four</w:t></w:r></w:hyperlink>".format(nsdecls("w"))
    control = "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>five</w:t></w:r></w:p></w:sdtContent></w:sdt>".format(
        nsdecls("w")
    )
    word.paragraphs[0]._p.append(parse_xml(link))  # noqa: SLF001 - python-docx has no call for links
    word.element.body.insert(1, parse_xml(control))
    assert read(tmp_path, word).text == "onetwo\n\tthreefour\nfive"


def test_headings(tmp_path: Path) -> None:
    """Headings are in the text and in no turn, unless a heading is a label."""
    word = docx.Document()
    word.add_heading("Interview 3", 0)
    word.add_heading("Interviewer", 2)
    word.add_paragraph("Hello?")
    word.add_heading("P3", 2)
    word.add_paragraph("Well.")
    word.add_heading("Second part", 1)
    word.add_paragraph("So.")
    assert said(read(tmp_path, word)) == [("Interviewer", "Hello?"), ("P3", "Well."), ("P3", "So.")]


def test_no_text(tmp_path: Path) -> None:
    """A Word file without text is refused."""
    with pytest.raises(UnreadableFileError, match="no text"):
        read(tmp_path, word_with(["", " "]))


def test_not_a_word_file(tmp_path: Path) -> None:
    """Another file in zip format is refused."""
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableFileError):
        read_word(tmp_path / "a.docx", place="a.docx", settings=SETTINGS)


def test_bomb(tmp_path: Path) -> None:
    """A file that unpacks to more than the settings allow is refused before it is parsed."""
    word_with(["word " * 400_000]).save(str(tmp_path / "a.docx"))
    settings = Settings(corpus=CorpusSettings(max_unpacked_mb=1))
    with pytest.raises(UnsafeFileError, match="unpack"):
        read_word(tmp_path / "a.docx", place="a.docx", settings=settings)


def test_entities(tmp_path: Path) -> None:
    """A document type in the XML is refused, never silently empty text."""
    buffer = io.BytesIO()
    word_with(["one"]).save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(tmp_path / "a.docx", "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1)
            target.writestr(name, data)
    with pytest.raises(UnsafeFileError):
        read_word(tmp_path / "a.docx", place="a.docx", settings=SETTINGS)


def test_mutated_parts(tmp_path: Path) -> None:
    """If any part of a Word file is missing, empty or garbage, it is read or refused with a documented error."""
    buffer = io.BytesIO()
    word_with(["P1: one", "I: two"]).save(buffer)
    outcomes = set()
    with zipfile.ZipFile(buffer) as source:
        for victim in source.namelist():
            for data in (None, b"", b"<a/>", b"\xff\xfe", source.read(victim)[: len(source.read(victim)) // 2]):
                path = tmp_path / "a.docx"
                with zipfile.ZipFile(path, "w") as target:
                    for name in source.namelist():
                        if name != victim:
                            target.writestr(name, source.read(name))
                        elif data is not None:
                            target.writestr(name, data)
                try:
                    read_word(path, place="a.docx", settings=SETTINGS)
                    outcomes.add("read")
                except InputError:
                    outcomes.add("refused")
    assert outcomes == {"read", "refused"}


UTTERANCES = st.lists(
    st.lists(
        st.sampled_from(["I went", "嗯，好的。", "👩‍⚕️", "cafe\u0301?", "（笑）", "at 12:30", "x\u200by", "שלום"]),
        min_size=1,
    ).map(" ".join),
    min_size=2,
    max_size=5,
)


@settings(max_examples=examples(25))
@given(utterances=UTTERANCES, as_table=st.booleans())
def test_letter_for_letter(tmp_path_factory: pytest.TempPathFactory, utterances: list[str], *, as_table: bool) -> None:
    """Whatever is said, a turn's range of the text is the utterance, letter for letter."""
    expected = [("P1" if index % 2 else "Interviewer", text) for index, text in enumerate(utterances)]
    word = docx.Document() if as_table else word_with(f"{label}: {text}" for label, text in expected)
    if as_table:
        table = word.add_table(rows=len(expected), cols=2)
        for row, pair in zip(table.rows, expected, strict=True):
            for cell, text in zip(row.cells, pair, strict=True):
                cell.text = text
    assert said(read(tmp_path_factory.mktemp("word"), word)) == expected
