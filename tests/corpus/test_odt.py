"""OpenDocument texts: paragraphs in order, white space, what is left out, and broken files."""

from pathlib import Path

import pytest
from sample_transcripts import odt_content, said, write_odt

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.odt import read_odt
from thememiner.errors import InputError, UnreadableFileError, UnsafeFileError

SETTINGS = Settings()


def read(folder: Path, body: str, *, styles: str = "") -> FileContents:
    """Write an OpenDocument text and read it."""
    return read_odt(write_odt(folder / "a.odt", odt_content(body, styles=styles)), place="a.odt", settings=SETTINGS)


def test_paragraphs_lists_and_tables_in_order(tmp_path: Path) -> None:
    """Text has the order of the file, with tabs between the cells of a row."""
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in "ab")
    row = f"<table:table-row>{cells}</table:table-row>"
    body = (
        "<text:p>one</text:p><text:list><text:list-item><text:p>two</text:p></text:list-item></text:list>"
        f"<text:section><text:p/></text:section><table:table>{row}</table:table><text:p>three</text:p>"
    )
    assert read(tmp_path, body).documents[0].text == "one\ntwo\n\na\tb\nthree"


def test_white_space(tmp_path: Path) -> None:
    """White space of the file is one space; elements give spaces, tabs and line breaks."""
    body = (
        '<text:p>\n  a  \n b<text:s text:c="3"/><text:span> c<text:tab/>\n</text:span>d<text:line-break/>好𠀀</text:p>'
    )
    assert read(tmp_path, body).documents[0].text == "a b    c\t d\n好𠀀"


def test_headings_belong_to_no_turn(tmp_path: Path) -> None:
    """A heading is recognised by its element or its style."""
    body = (
        "<text:p>Interviewer: How?</text:p><text:h>Part two</text:h><text:p>P1: Well.</text:p>"
        '<text:p text:style-name="P9">The end of it</text:p><text:p>Interviewer: So?</text:p><text:p>P1: Yes.</text:p>'
    )
    styles = '<style:style style:name="P9" style:parent-style-name="Heading_20_2"/>'
    document = read(tmp_path, body, styles=styles).documents[0]
    assert said(document) == [("Interviewer", "How?"), ("P1", "Well."), ("Interviewer", "So?"), ("P1", "Yes.")]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """Inserted text is read; deleted text, comments, notes and text boxes are not, with a note."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>a<office:annotation><text:p>why</text:p>"
        "</office:annotation><text:change-start/>new<text:note><text:note-body><text:p>foot</text:p></text:note-body>"
        "</text:note><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>"
    )
    contents = read(tmp_path, body)
    assert contents.documents[0].text == "anew"
    assert [note.text for note in contents.notes] == [
        "left out: 1 comment, 1 deleted passage, 1 note at the foot or end, 1 text box."
    ]


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        pytest.param("<a/>", UnreadableFileError, "not an OpenDocument text", id="other XML"),
        pytest.param("<a>", UnreadableFileError, "well-formed", id="torn"),
        pytest.param(odt_content("<text:p> </text:p>"), UnreadableFileError, "no text", id="empty"),
        pytest.param(
            odt_content("<text:section>" * 5_000 + "<text:p>a</text:p>" + "</text:section>" * 5_000),
            UnsafeFileError,
            "100 levels deep",
            id="deep",
        ),
        pytest.param('<!DOCTYPE a [<!ENTITY e "x">]>' + odt_content(""), UnsafeFileError, "entity", id="an entity"),
        pytest.param(odt_content("<text:p/>" * 20_000), UnsafeFileError, "max_unpacked_mb", id="a flood of elements"),
        pytest.param(odt_content("x" * 2**21), UnsafeFileError, "max_unpacked_mb", id="a bomb"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str, kind: type[InputError], message: str) -> None:
    """A file that is not an OpenDocument text, or could do harm, is refused with the reason."""
    path = write_odt(tmp_path / "a.odt", content)
    with pytest.raises(kind, match=message):
        read_odt(path, place="a.odt", settings=Settings(corpus=CorpusSettings(max_unpacked_mb=1)))


def test_one_element_cannot_ask_for_endless_spaces(tmp_path: Path) -> None:
    """A count of spaces is bounded."""
    assert len(read(tmp_path, '<text:p>a<text:s text:c="999999999"/>b</text:p>').documents[0].text) < 2_000


def test_a_password(tmp_path: Path) -> None:
    """A file with a password is refused for that reason."""
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    path = write_odt(tmp_path / "a.odt", "scrambled", further=manifest)
    with pytest.raises(UnreadableFileError, match="password"):
        read_odt(path, place="a.odt", settings=SETTINGS)


@pytest.mark.parametrize("name", ["P2", "P10"])
def test_real_files_say_what_their_plain_twins_say(shared: Path, name: str) -> None:
    """Word for word, two real transcripts are what their authors saved as plain text."""
    path = shared / f"formats/odt/serdif_{name}_thinkaloud.odt"
    document = read_odt(path, place="a.odt", settings=SETTINGS).documents[0]
    twin = shared / f"data/en_serdif_usability/transcripts/{name}.txt"
    assert document.text.split() == twin.read_text(encoding="utf-8").split()


def test_a_real_essay(shared: Path) -> None:
    """Text that is split over many spans is whole."""
    path = shared / "formats/odt/qualcoder_ID2_interview.odt"
    text = read_odt(path, place="a.odt", settings=SETTINGS).documents[0].text
    assert "The course cost €200.00 and I do not want to waste my money." in text
