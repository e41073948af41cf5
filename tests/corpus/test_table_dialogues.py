"""Tables whose rows are the turns of one conversation, and tables of answers that are not."""

from pathlib import Path

import pytest

from thememiner.corpus import read_corpus
from thememiner.records import Corpus, Document, Form
from thememiner.segmentation import segment

ASKED, TOLD = "Where did you live then?", "We lived in the harbour for years."


def read_written(folder: Path, name: str, *lines: str) -> Corpus:
    """Write a table and read it."""
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return read_corpus(folder / name)


def said(document: Document) -> list[tuple[str | None, str]]:
    """Return the speaker and the text of each turn."""
    return [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns]


@pytest.mark.parametrize(
    ("header", "row", "times"),
    [
        pytest.param(
            "Speaker Name,Start Time,End Time,Text",
            "{who},00:00:0{start}:12,00:00:0{end}:20,{text}",
            ("3", "5"),
            id="Premiere",
        ),
        pytest.param("speaker,start,end,text", "{who},{start},{end}.5,{text}", ("3", "5"), id="seconds"),
        pytest.param("speaker,start_ms,end_ms,text", "{who},{start},{end},{text}", ("3000", "5500"), id="milliseconds"),
        pytest.param("Speaker,Timestamp,Text", "{who},00:00:0{start}.500,{text}", ("3", "5"), id="only a start"),
        pytest.param("说话人,开始时间,结束时间,内容", "{who},00:0{start},00:0{end},{text}", ("3", "5"), id="Chinese"),
        pytest.param(
            "發言人,開始時間,結束時間,內容",
            "{who},0:00:0{start},0:00:0{end},{text}",
            ("3", "5"),
            id="traditional Chinese",
        ),
        pytest.param("Name,From,To,Text", "{who},0:0{start},0:0{end},{text}", ("3", "5"), id="a column of names"),
        pytest.param(
            "Speaker,Begin Time - hh:mm:ss,Duration,Text",
            "{who},0:00:0{start},0:00:02,{text}",
            ("3", "5"),
            id="lengths",
        ),
        pytest.param(
            "Start (s),End (s),Speaker ID,Transcript", "{start},{end},{who},{text}", ("3", "5"), id="other order"
        ),
    ],
)
def test_rows_with_times_and_speakers_are_one_conversation(
    tmp_path: Path, header: str, row: str, times: tuple[str, str]
) -> None:
    """Rows become turns in their order, with a cue each, and a note says so."""
    start, end = times
    later = {"start": start.replace("3", "6"), "end": end.replace("5", "9", 1)}
    rows = [
        row.format(who="Ann", text=ASKED, start=start, end=end),
        row.format(who="Bob", text=TOLD, **later),
        row.format(who="Ann", text=ASKED, start=later["end"], end=later["end"]),
        row.format(who="Bob", text=TOLD, start=later["end"], end=later["end"]),
    ]
    corpus = read_written(tmp_path, "a.csv", header, *rows)
    (document,) = corpus.documents
    assert said(document) == [("Ann", ASKED), ("Bob", TOLD)] * 2
    assert document.form is Form.DIALOGUE
    assert [document.text[cue.start : cue.end] for cue in document.cues] == [ASKED, TOLD] * 2
    assert 3 <= document.cues[0].media_start < 4
    assert any("its 4 rows are read as one transcript" in note.text for note in corpus.notes)


def test_whispers_table_is_one_transcript_in_milliseconds(tmp_path: Path) -> None:
    """Without speakers it is one text, whose times are seconds."""
    rows = (f"{n * 4000}\t{n * 4000 + 3500}\t{TOLD}" for n in range(5))
    (document,) = read_written(tmp_path, "a.tsv", "start\tend\ttext", *rows).documents
    assert [cue.media_start for cue in document.cues] == [0.0, 4.0, 8.0, 12.0, 16.0]
    assert document.cues[0].media_end == 3.5
    assert len(document.turns) == 1


def test_labels_in_the_text_of_timed_rows_are_speakers(tmp_path: Path) -> None:
    """A table without a column of speakers may have them in its texts."""
    rows = (f"{n * 4}\t{n * 4 + 3}\t{('Interviewer: ' + ASKED, 'Mia: ' + TOLD)[n % 2]}" for n in range(6))
    (document,) = read_written(tmp_path, "a.tsv", "start\tend\ttext", *rows).documents
    assert said(document) == [("Interviewer", ASKED), ("Mia", TOLD)] * 3


def test_an_empty_speaker_is_the_one_above(tmp_path: Path) -> None:
    """A merged cell has its text in its first row only; the rows below go on, and a note counts them."""
    corpus = read_written(
        tmp_path,
        "a.csv",
        "speaker,text",
        f"Interviewer,{ASKED}",
        f"Mia,{TOLD}",
        ",It was cold.",
        f"Interviewer,{ASKED}",
    )
    (document,) = corpus.documents
    assert said(document) == [("Interviewer", ASKED), ("Mia", f"{TOLD}\nIt was cold."), ("Interviewer", ASKED)]
    assert any("the speaker is empty in line 4" in note.text for note in corpus.notes)


def test_times_that_are_not_in_order_sort_the_rows(tmp_path: Path) -> None:
    """A few rows out of place are put where they were said."""
    times = [0, 4, 8, 16, 12, *range(20, 60, 4)]
    rows = [f"{'AB'[n % 2]},{start},{start + 3},{TOLD} {start}" for n, start in enumerate(times)]
    (document,) = read_written(tmp_path, "a.csv", "speaker,start,end,text", *rows).documents
    assert [cue.media_start for cue in document.cues] == sorted(map(float, times))


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        pytest.param("start,end,text", [f"9,{n},{TOLD} {n}" for n in (3, 2, 8)], id="numbers that are no times"),
        pytest.param(
            "participant,start,end,text",
            [f"p{n},{n * 9},{n * 9 + 5},{TOLD} {n}" for n in range(6)],
            id="another person in each row",
        ),
        pytest.param(
            "start,end,text",
            [f"2024-03-0{n} 10:00:00,2024-03-0{n} 10:09:00,{TOLD} {n}" for n in range(1, 7)],
            id="when a questionnaire was filled in",
        ),
        pytest.param("speaker,text", [f"p{n},{TOLD} {n}" for n in range(6)], id="each speaker once"),
        pytest.param("speaker,text", [f"p{n // 3},{TOLD} {n}" for n in range(9)], id="one speaker after another"),
    ],
)
def test_tables_of_answers_stay_answers(tmp_path: Path, header: str, rows: list[str]) -> None:
    """Numbers, dates and names alone do not make a conversation."""
    corpus = read_written(tmp_path, "a.csv", header, *rows)
    assert len(corpus.documents) == len(rows)


def test_speakers_who_take_turns_are_asked_about(tmp_path: Path) -> None:
    """Where nobody asks, rows stay documents, and a note says what to do if they are a conversation."""
    rows = [f"{'AB'[n % 2]},{TOLD} {n}" for n in range(8)]
    corpus = read_written(tmp_path, "a.csv", "speaker,text", *rows)
    assert len(corpus.documents) == 8
    assert any("8 rows of 2 speakers who take turns" in note.text for note in corpus.notes)


def test_equal_rows_of_a_table_of_answers_are_counted(tmp_path: Path) -> None:
    """Five rows, two of them equal word for word: five documents, and one duplicate is said."""
    statements = ["People cite what supports them", "I cite what my reviewers wrote before me"]
    rows = [*statements, "Most papers cite the same ten papers", statements[1], "Nobody reads what they cite there"]
    corpus = read_written(tmp_path, "a.csv", "id,text", *(f"{n},{text}" for n, text in enumerate(rows)))
    assert len(corpus.documents) == 5
    (note,) = corpus.notes
    assert note.text == (
        "1 row has the same text as an earlier row, word for word (line 5; line 5 is equal to line 3). "
        "Each is kept as a row."
    )


def test_answers_that_are_none_are_set_aside_as_such(tmp_path: Path) -> None:
    """Only a whole answer counts, and only in a table of answers."""
    texts = ["n/a", "I don't know.", "Nothing works in this house", "没有意见", "No comment. Nothing to say!", "-"]
    corpus = read_written(tmp_path, "a.csv", "id,text", *(f'{n},"{text}"' for n, text in enumerate(texts)))
    reasons = [None if isinstance(reason, float) else reason for reason in segment(corpus).units["reason"].fillna("")]
    none = "no answer given"
    assert reasons == [none, none, "", none, none, "nothing but marks"]
