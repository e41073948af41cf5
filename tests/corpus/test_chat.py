"""CHAT transcripts: main lines, bullets, roles, dependent lines, and people of one file."""

from pathlib import Path

import pytest
from sample_transcripts import CHAT, said, timed

from thememiner.config import Settings
from thememiner.corpus import read_corpus
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.chat import read_chat
from thememiner.errors import UnreadableFileError
from thememiner.records import Role

SETTINGS = Settings()


def read(folder: Path, text: str) -> FileContents:
    """Write a CHAT file and read it."""
    path = folder / "a.cha"
    path.write_bytes(text.encode())
    return read_chat(path, place="a.cha", settings=SETTINGS)


def test_main_lines_are_turns(tmp_path: Path) -> None:
    """A tab continues a line; marks of CHAT stay; a bullet is removed and becomes a cue."""
    document = read(tmp_path, CHAT).documents[0]
    assert said(document) == [
        ("INV", "how was it ?"),
        ("CHI", "&-um good [/] good and 好 ."),
        ("PAR", "yes ."),
        ("ENV", "&=bell ."),
    ]
    assert timed(document) == [("how was it ?", 0.0, 1.5), ("&-um good [/] good and 好 .", 1.5, 2.5)]


def test_roles_and_names(tmp_path: Path) -> None:
    """The header gives the interviewer, those who are not part of the study, and names."""
    turns = read(tmp_path, CHAT).documents[0].turns
    assert [turn.role for turn in turns] == [Role.INTERVIEWER, Role.PARTICIPANT, Role.PARTICIPANT, Role.OTHER]
    assert [turn.participant for turn in turns] == [None, "Ruth M", None, None]


def test_dependent_lines_are_counted(tmp_path: Path) -> None:
    """Lines that analyse a main line are left out, with a note."""
    notes = [note.text for note in read(tmp_path, CHAT).notes]
    assert notes == ["dependent lines of CHAT, left out: 1 %com, 1 %mor."]


def test_lines_without_a_mark_of_chat(tmp_path: Path) -> None:
    """A line without a mark is not read, and is noted."""
    notes = [note.text for note in read(tmp_path, "@Begin\nodd\n*PAR:\tyes .\n@End\n").notes]
    assert notes == ["line 2 begin with none of CHAT's marks (* % @) and are not read."]


@pytest.mark.parametrize(
    ("line", "text", "times"),
    [
        pytest.param("a \x150_500\x15 b \x15500_900\x15", "a b", (0.0, 0.9), id="a bullet a word"),
        pytest.param('a . \x15%mov:"x"_100_200\x15', "a .", (0.1, 0.2), id="an old bullet"),
        pytest.param("a . \x15100_200-\x15", "a .", (0.1, 0.2), id="one that is skipped in playing"),
        pytest.param("a . \x15900_200\x15", "a .", (0.9, None), id="an end before its beginning"),
        pytest.param('a . \x15%pic:"x.jpg"\x15', "a .", None, id="a picture"),
    ],
)
def test_bullets(tmp_path: Path, line: str, text: str, times: tuple[float, float | None] | None) -> None:
    """Bullets of all kinds are removed from the text."""
    document = read(tmp_path, f"*PAR:\t{line}\n").documents[0]
    assert document.text == text
    assert timed(document) == ([(text, *times)] if times else [])


def test_codes_mean_one_file(tmp_path: Path) -> None:
    """PAR is another person in each file; a name is the same person in all."""
    for name in ("one.cha", "two.cha"):
        (tmp_path / name).write_text(CHAT, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    assert [document.participants for document in documents] == [("Ruth M", "one"), ("Ruth M", "two")]


def test_no_chat(tmp_path: Path) -> None:
    """A file without a main line is refused."""
    with pytest.raises(UnreadableFileError, match=r"no line begins with \*"):
        read(tmp_path, "Interviewer: Hello.\n")


def test_real_files(shared: Path) -> None:
    """Real transcripts are read, with notes of what was left out."""
    folder = shared / "formats/cha"
    contents = read_chat(folder / "batchalign_test.cha", place="a", settings=SETTINGS)
    assert len(contents.documents[0].cues) == 13
    assert contents.notes[0].text == "dependent lines of CHAT, left out: 13 %gra, 13 %mor, 12 %wor."
    unlinked = read_chat(folder / "batchalign_unlinked.cha", place="a", settings=SETTINGS).documents[0]
    assert timed(unlinked) == [("Um <I like I like> [/] I like beans .", 20.78, 24.3)]
