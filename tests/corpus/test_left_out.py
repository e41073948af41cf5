"""What word processors hold beside the text: hidden and deleted text, notes and the like, alike in three formats."""

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from sample_transcripts import odt_content, write_odt

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats import read_odt, read_rtf, read_word
from thememiner.errors import UnreadableFileError

SETTINGS = Settings()
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Dr Kessler</w:t></w:r>"
NAMES = (
    f"{nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
    "xmlns:w16se='http://schemas.microsoft.com/office/word/2015/wordml/symex'"
)
STYLES = (
    "<w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>",
    "<w:style w:type='character' w:styleId='Under'><w:basedOn w:val='Secret'/></w:style>",
    "<w:style w:type='paragraph' w:styleId='Veiled'><w:rPr><w:vanish w:val='true'/></w:rPr></w:style>",
)
CHUNK = "an embedded file"


def run(text: str) -> str:
    """Return a run of text."""
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def read_paragraphs(folder: Path, *paragraphs: str) -> FileContents:
    """Write a Word file with these paragraphs, in XML, and read it."""
    word = docx.Document()
    for style in STYLES:
        word.styles.element.append(parse_xml(style.replace("<w:style", f"<w:style {NAMES}", 1)))
    for paragraph in paragraphs:
        is_chunk = paragraph == CHUNK
        inside = f"<w:altChunk {NAMES}/>" if is_chunk else f"<w:p {NAMES}>{paragraph}</w:p>"
        word.element.body.insert_element_before(parse_xml(inside), "w:sectPr")
    path = folder / "a.docx"
    word.save(str(path))
    return read_word(path, place="a.docx", settings=SETTINGS)


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        pytest.param(run("At ") + HIDDEN + run("[hospital]"), "At [hospital]", id="by the text itself"),
        pytest.param(
            run("At ") + "<w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>Dr Kessler</w:t></w:r>",
            "At ",
            id="by a style",
        ),
        pytest.param(
            run("At ") + "<w:r><w:rPr><w:rStyle w:val='Under'/></w:rPr><w:t>Dr Kessler</w:t></w:r>",
            "At ",
            id="by a style based on one",
        ),
        pytest.param(
            "<w:pPr><w:pStyle w:val='Veiled'/></w:pPr>" + run("Dr Kessler"), "", id="by the style of the paragraph"
        ),
        pytest.param(f"<w:ins w:id='1' w:author='a'>{HIDDEN}</w:ins>{run('x')}", "x", id="in inserted text"),
        pytest.param(
            "<w:pPr><w:pStyle w:val='Veiled'/></w:pPr><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r>"
            + run("Dr Kessler"),
            "shown",
            id="all but a word",
        ),
        pytest.param(run("a") + HIDDEN + HIDDEN + run("b"), "ab", id="pieces of one passage"),
    ],
)
def test_hidden_text_of_word(tmp_path: Path, paragraph: str, text: str) -> None:
    """Hidden text, which may be a name behind a pseudonym, is nowhere in what is read, and is counted once."""
    contents = read_paragraphs(tmp_path, run("first"), paragraph)
    assert contents.documents[0].text == "\n".join(["first", text] if text else ["first"])
    assert [note.text for note in contents.notes] == ["left out: 1 hidden passage."]


def test_text_that_is_not_hidden(tmp_path: Path) -> None:
    """A mark of hiding that is switched off hides nothing."""
    shown = "<w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>shown</w:t></w:r>"
    contents = read_paragraphs(tmp_path, shown)
    assert (contents.documents[0].text, contents.notes) == ("shown", ())


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param(
            "<mc:AlternateContent><mc:Choice Requires='w16se'><w16se:symEx w16se:font='Segoe UI Emoji' "
            "w16se:char='1F62D'/></mc:Choice><mc:Fallback><w:t>😭</w:t></mc:Fallback></mc:AlternateContent>",
            "😭",
            id="an emoji with a fallback",
        ),
        pytest.param(
            "<mc:AlternateContent><mc:Choice Requires='w16se'><w16se:symEx w16se:char='1F62D'/></mc:Choice>"
            "</mc:AlternateContent>",
            "😭",
            id="an emoji without one",
        ),
        pytest.param("<w:sym w:font='Wingdings' w:char='F04A'/>", "☺", id="Wingdings"),
        pytest.param("<w:sym w:font='Symbol' w:char='F061'/>", "α", id="Symbol"),
        pytest.param("<w:sym w:font='Arial' w:char='00E9'/>", "é", id="a letter"),
    ],
)
def test_symbols_of_word(tmp_path: Path, inside: str, text: str) -> None:
    """Emoji and symbols are the characters that are seen."""
    assert read_paragraphs(tmp_path, f"<w:r>{inside}</w:r>").documents[0].text == text


def test_an_unknown_symbol_is_counted(tmp_path: Path) -> None:
    """A picture that no character looks like is left out with a note."""
    contents = read_paragraphs(tmp_path, run("a") + "<w:r><w:sym w:font='Webdings' w:char='F0E7'/></w:r>")
    assert [note.text for note in contents.notes] == ["left out: 1 unknown symbol of a picture font."]


BOX = "<w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent>"


@pytest.mark.parametrize(
    ("inside", "note"),
    [
        pytest.param("<w:r><w:footnoteReference w:id='2'/></w:r>", "1 note at the foot or end", id="footnote"),
        pytest.param("<w:r><w:endnoteReference w:id='2'/></w:r>" * 2, "2 notes at the foot or end", id="endnotes"),
        pytest.param(
            "<w:del w:id='5' w:author='x'><w:r><w:delText>gone</w:delText></w:r></w:del>",
            "1 deleted passage",
            id="deletion",
        ),
        pytest.param(
            f"<w:moveFrom w:id='5' w:author='x'>{run('gone')}</w:moveFrom>",
            "1 passage at the place it was moved from",
            id="moved",
        ),
        pytest.param(f"<w:r><w:pict>{BOX}</w:pict></w:r>", "1 text box", id="text box"),
        pytest.param(
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{BOX}</w:drawing></mc:Choice><mc:Fallback>"
            f"<w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            "1 text box",
            id="text box with a fallback",
        ),
    ],
)
def test_what_word_leaves_out_is_counted(tmp_path: Path, inside: str, note: str) -> None:
    """What is not the text is left out with a count; the text around it stays."""
    contents = read_paragraphs(tmp_path, run("one") + inside + run("two"))
    assert contents.documents[0].text == "onetwo"
    assert [one.text for one in contents.notes] == [f"left out: {note}."]


def test_an_empty_deletion_is_not_counted(tmp_path: Path) -> None:
    """A deleted paragraph mark holds no text."""
    mark = "<w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr><w:del w:id='2' w:author='a'/>"
    assert read_paragraphs(tmp_path, mark + run("one")).notes == ()


def test_an_embedded_file_is_counted(tmp_path: Path) -> None:
    """A part in another format is counted; if it is all there is, the message says how to read it."""
    contents = read_paragraphs(tmp_path, run("one"), CHUNK)
    assert [note.text for note in contents.notes] == ["left out: 1 embedded file."]
    with pytest.raises(UnreadableFileError, match="embedded"):
        read_paragraphs(tmp_path, CHUNK)


def test_headers_and_comments_of_word(tmp_path: Path) -> None:
    """Headers with text, and comments, are counted; comments on passages are offered as codes."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Study 3"
    paragraph = word.add_paragraph("I was ")
    word.add_comment(paragraph.add_run("lonely"), text="loneliness", author="Ana", initials="A")
    word.save(str(tmp_path / "a.docx"))
    contents = read_word(tmp_path / "a.docx", place="a.docx", settings=SETTINGS)
    assert [note.text for note in contents.notes] == [
        "left out: 1 comment, 1 header or footer.",
        "1 comment is on passages; if these are codes, give the file also as --gold.",
    ]
    assert [tuple(passage) for passage in contents.passages] == [("lonely", "loneliness", "Ana")]


ODT_STYLES = (
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    '<style:style style:name="P1" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param('<text:p>At <text:span text:style-name="T1">Kessler</text:span>x</text:p>', "At x", id="a style"),
        pytest.param('<text:p>At <text:span text:style-name="T2">Kessler</text:span>x</text:p>', "At x", id="derived"),
        pytest.param('<text:p text:style-name="P1">Kessler</text:p><text:p>x</text:p>', "x", id="a paragraph"),
        pytest.param(
            '<text:section text:display="none"><text:p>Kessler</text:p></text:section><text:p>x</text:p>',
            "x",
            id="a section",
        ),
        pytest.param(
            '<text:p>a<text:hidden-text text:is-hidden="true">Kessler</text:hidden-text></text:p>', "a", id="a field"
        ),
    ],
)
def test_hidden_text_of_odt(tmp_path: Path, body: str, text: str) -> None:
    """Hidden text of OpenDocument is left out and counted, too."""
    path = write_odt(tmp_path / "a.odt", odt_content(body, styles=ODT_STYLES))
    contents = read_odt(path, place="a.odt", settings=SETTINGS)
    assert contents.documents[0].text == text
    assert [note.text for note in contents.notes] == ["left out: 1 hidden passage."]


@pytest.mark.parametrize(
    ("inside", "note"),
    [
        pytest.param(rb"a{\v Kessler}{\v  too}b", "1 hidden passage", id="hidden"),
        pytest.param(rb"a\v Kessler\v0 b", "1 hidden passage", id="hidden until switched off"),
        pytest.param(rb"{\header Study}ab", "1 header or footer", id="header"),
        pytest.param(rb"a{\*\annotation why}b", "1 comment", id="comment"),
        pytest.param(rb"a{\footnote {\b one}}{\footnote two}b", "2 notes at the foot or end", id="footnotes"),
        pytest.param(rb"a{\shp{\*\shpinst{\shptxt box\par}}}b", "1 text box", id="text box"),
        pytest.param(rb"a{\deleted gone}b", "1 deleted passage", id="deletion"),
    ],
)
def test_what_rtf_leaves_out_is_counted(tmp_path: Path, inside: bytes, note: str) -> None:
    """Rich text says the same in the same words; what holds no text is not counted."""
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi {\footer\par}" + inside + b"}")
    contents = read_rtf(path, place="a.rtf", settings=SETTINGS)
    assert contents.documents[0].text == "ab"
    assert [one.text for one in contents.notes] == [f"left out: {note}."]
