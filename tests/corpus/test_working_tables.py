"""Working tables of coders: which column is speech, who speaks, and what is left out with a count."""

from pathlib import Path

import docx
import pytest
from sample_transcripts import odt_content, said, write_odt

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats import read_odt, read_rtf, read_word
from thememiner.records import Role

SETTINGS = Settings()
Rows = list[tuple[str, ...]]
SPEAKERS: list[tuple[str | None, str]] = [("Interviewer", "How was it?"), ("Mia", "Lonely."), ("Mia", "And cold.")]
CHINESE: list[tuple[str | None, str]] = [("访谈者", "您好吗？"), ("小林", "很孤独。")]


def write_word(path: Path, rows: Rows, *, before: str = "") -> Path:
    """Write a Word file with one table."""
    word = docx.Document()
    if before:
        word.add_paragraph(before)
    table = word.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    word.save(str(path))
    return path


def write_table_odt(path: Path, rows: Rows) -> Path:
    """Write an OpenDocument text with one table."""
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return write_odt(path, odt_content(f"<table:table>{inside}</table:table>"))


def write_table_rtf(path: Path, rows: Rows) -> Path:
    """Write a rich text file with one table."""
    joined = (r"\cell ".join(row) for row in rows)
    inside = "".join(rf"\trowd\pard\intbl {row}\cell\row " for row in joined)
    path.write_text(rf"{{\rtf1\ansi {inside}\pard }}", encoding="ascii")
    return path


def read_table(folder: Path, rows: Rows, *, before: str = "") -> FileContents:
    """Write a Word file with one table and read it."""
    return read_word(write_word(folder / "a.docx", rows, before=before), place="a.docx", settings=SETTINGS)


def notes_of(contents: FileContents) -> str:
    """Return the notes of a file as one text."""
    return " ".join(note.text for note in contents.notes)


def with_header(*header: str, speaker: int | None = 0, speech: int = 1) -> Rows:
    """Return a table with this header, codes in every column that is neither speakers nor speech."""
    rows: Rows = [header]
    for who, what in SPEAKERS:
        cells = ["a code" if who == "Mia" else ""] * len(header)
        cells[speech] = what if speaker is not None else f"{who}: {what}"
        if speaker is not None:
            cells[speaker] = who or ""
        rows.append(tuple(cells))
    return rows


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(with_header("Speaker", "Transcript", "Initial codes"), id="codes"),
        pytest.param(with_header("SPEAKER", "TEXT", "CODES", "COMMENTS"), id="upper case"),
        pytest.param(
            with_header("Participant", "Original transcript", "Open coding", "Category"), id="levels of codes"
        ),
        pytest.param(with_header("Name:", "What was said:", "Tags:"), id="colons"),
        pytest.param(with_header("Line", "Speaker", "Verbatim", "Memo", speaker=1, speech=2), id="line numbers"),
        pytest.param(with_header("Codes", "Transcript", "Speaker", speaker=2), id="another order"),
        pytest.param(with_header("Exploratory notes", "Transcript", "Emergent themes", speaker=None), id="IPA"),
        pytest.param(
            with_header("Experiential statements", "Original text", "Exploratory noting", speaker=None), id="newer IPA"
        ),
        pytest.param(
            with_header("Interview transcript", "Descriptive comments", speaker=None, speech=0), id="two columns"
        ),
        pytest.param(
            with_header("Meaning unit", "Condensed meaning unit", "Code", speaker=None, speech=0), id="Graneheim"
        ),
    ],
)
def test_only_speech_is_speech(tmp_path: Path, rows: Rows) -> None:
    """Under whatever header, codes, comments and the header itself are in nobody's turn, and are counted."""
    contents = read_table(tmp_path, rows)
    assert said(contents.documents[0]) == SPEAKERS
    assert "a code" not in contents.documents[0].text
    assert "left out of its tables, because it is no speech: 2 cells of" in notes_of(contents)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(("说话人", "逐字稿", "编码", "备注"), id="simplified"),
        pytest.param(("說話人", "逐字稿", "編碼", "備註"), id="traditional"),
        pytest.param(("发言者", "访谈内容", "初始编码", "概念化"), id="grounded theory"),
        pytest.param(("角色", "原文", "主题", "研究者反思"), id="themes"),
    ],
)
def test_chinese_headers(tmp_path: Path, header: tuple[str, ...]) -> None:
    """Chinese headers are read in simplified and traditional characters."""
    contents = read_table(tmp_path, [header, *[(who or "", what, "孤独", "留意") for who, what in CHINESE]])
    assert said(contents.documents[0]) == CHINESE
    assert [turn.role for turn in contents.documents[0].turns] == [Role.INTERVIEWER, Role.PARTICIPANT]


def test_word_odt_and_rtf_alike(tmp_path: Path) -> None:
    """The same table gives the same turns, notes and coded passages in three formats."""
    rows = with_header("Speaker", "Transcript", "Codes")
    read = [
        read_table(tmp_path, rows),
        read_odt(write_table_odt(tmp_path / "a.odt", rows), place="a.docx", settings=SETTINGS),
        read_rtf(write_table_rtf(tmp_path / "a.rtf", rows), place="a.docx", settings=SETTINGS),
    ]
    assert [said(contents.documents[0]) for contents in read] == [SPEAKERS] * 3
    assert {contents.notes for contents in read} == {read[0].notes}
    assert {contents.passages for contents in read} == {read[0].passages}
    assert [passage[:2] for passage in read[0].passages] == [("Lonely.", "a code"), ("And cold.", "a code")]


def test_speakers_carry_on(tmp_path: Path) -> None:
    """A row without a speaker goes on with the one above; a row before the first speaker is counted as nobody's."""
    rows: Rows = [
        ("Speaker", "Text"),
        ("", "Take two."),
        ("Mia (00:12)", "Lonely."),
        ("", "And cold."),
        ("Tom:", "Yes."),
    ]
    contents = read_table(tmp_path, rows)
    assert said(contents.documents[0]) == [("Mia", "Lonely.\n\tAnd cold."), ("Tom", "Yes.")]
    assert "no speaker stands beside or above: 1 row" in notes_of(contents)


def test_a_table_of_speakers_and_speech_only(tmp_path: Path) -> None:
    """Nothing is left out of it, so its text stays as it is written, with the header, which is nobody's."""
    rows: Rows = [("Who", "What was said"), ("Interviewer", "How was it?"), ("Mia", "Lonely.")]
    contents = read_table(tmp_path, rows)
    assert contents.documents[0].text == "\n".join("\t".join(row) for row in rows)
    assert said(contents.documents[0]) == SPEAKERS[:2]
    assert contents.notes == ()


def test_a_column_for_each_speaker(tmp_path: Path) -> None:
    """Where the header names who speaks, each column is that speaker's."""
    rows: Rows = [("Interviewer", "Participant", "Codes"), ("How was it?", "Lonely.", "x"), ("And then?", "Cold.", "")]
    turns = read_table(tmp_path, rows).documents[0]
    assert said(turns) == [
        *(("Interviewer", "How was it?"), ("Participant", "Lonely.")),
        *(("Interviewer", "And then?"), ("Participant", "Cold.")),
    ]


def test_questions_and_answers(tmp_path: Path) -> None:
    """A column of questions is the interviewer's, and one of answers the participant's."""
    rows: Rows = [("问题", "回答", "编码"), ("您好吗？", "很孤独。", "孤独"), ("后来呢？", "搬家了。", "")]
    turns = read_table(tmp_path, rows).documents[0].turns
    assert [turn.role for turn in turns] == [Role.INTERVIEWER, Role.PARTICIPANT] * 2


def test_a_table_without_a_header(tmp_path: Path) -> None:
    """Known speakers, much text, and short cells beside it are a working table, too; the note gives an example."""
    talk = [("Interviewer", "How did you hear of it?", ""), ("Mia", "A friend told me about it.", "friends")]
    contents = read_table(tmp_path, [*talk, *talk])
    assert said(contents.documents[0])[1] == ("Mia", "A friend told me about it.")
    assert "without a header" in notes_of(contents)
    assert "2 cells of column 3 (such as “friends”)" in notes_of(contents)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("Age", "Gender", "Job"), ("34", "female", "nurse")], id="facts"),
        pytest.param([("Mia", "long speech of hers", "translated speech of hers")] * 4, id="a translation"),
        pytest.param([("Name", "Age"), ("Mia", "34")], id="names"),
        pytest.param([("a", "b"), ("c", "d")], id="letters"),
        pytest.param([("Theme", "Quote"), ("Loneliness", "I was alone.")], id="quotes"),
    ],
)
def test_other_tables_are_read_whole(tmp_path: Path, rows: Rows) -> None:
    """A table that is no working table keeps all its cells, with tabs between them."""
    assert read_table(tmp_path, rows).documents[0].text == "\n".join("\t".join(row) for row in rows)


def test_titles_and_sections_are_nobodys(tmp_path: Path) -> None:
    """A merged row above the header, or between rows, is in the text and in no turn."""
    word = docx.Document()
    table = word.add_table(rows=0, cols=3)
    rows: Rows = [
        ("Interview 3",),
        ("Speaker", "Text", "Codes"),
        ("Mia", "Lonely.", ""),
        ("Part two",),
        ("Mia", "Cold.", ""),
    ]
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip([cells[0].merge(cells[2])] if len(row) == 1 else cells, row, strict=True):
            cell.text = text
    word.save(str(tmp_path / "a.docx"))
    document = read_word(tmp_path / "a.docx", place="a.docx", settings=SETTINGS).documents[0]
    assert said(document) == [("Mia", "Lonely."), ("Mia", "Cold.")]
    assert document.text.splitlines()[0] == "Interview 3"


def test_a_table_that_continues(tmp_path: Path) -> None:
    """A second table with as many columns and no header continues the first."""
    word = docx.Document()
    for rows in ([("Speaker", "Text", "Codes"), ("Mia", "Lonely.", "x")], [("Tom", "Cold.", "y")]):
        table = word.add_table(rows=0, cols=3)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        word.add_paragraph("")
    word.save(str(tmp_path / "a.docx"))
    document = read_word(tmp_path / "a.docx", place="a.docx", settings=SETTINGS).documents[0]
    assert said(document) == [("Mia", "Lonely."), ("Tom", "Cold.")]


def test_a_dialogue_around_a_table_is_read(tmp_path: Path) -> None:
    """Turns outside the table are found as well."""
    before = "Interviewer: Where do you live?\nTom: In a small town by the sea.\nInterviewer: Alone?\nTom: Yes."
    document = read_table(tmp_path, with_header("Speaker", "Text", "Codes"), before=before).documents[0]
    assert {turn.speaker for turn in document.turns} == {"Interviewer", "Tom", "Mia"}
