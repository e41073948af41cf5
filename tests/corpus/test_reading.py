"""Reading a corpus: real samples, good files beside bad ones, encodings, copies, and damaged files."""

import random
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus import read_corpus
from thememiner.corpus.file_listing import SUFFIXES
from thememiner.corpus.read import READERS
from thememiner.errors import UsageError
from thememiner.records import Corpus, Form, Role

DIALOGUE = "访谈者：您来中心多久了？\n受访者：三年多了，刚开始不太习惯，后来认识了几个朋友，就好多了。\n" * 3


def check(corpus: Corpus) -> None:
    """Check what holds for every corpus: sorted documents, turns in order and inside the text, one name a person."""
    assert [d.doc_id for d in corpus.documents] == sorted({d.doc_id for d in corpus.documents})
    for document in corpus.documents:
        assert all(0 <= turn.start <= turn.end <= len(document.text) for turn in document.turns)
        assert all(before.end <= after.start for before, after in pairwise(document.turns))
        assert all((turn.participant is not None) == (turn.role is Role.PARTICIPANT) for turn in document.turns)
        assert not Path(document.source.path).is_absolute()


def test_readers() -> None:
    """Every kind of file that is listed has a reader, and the other way round."""
    assert set(READERS) == set(SUFFIXES)


def test_one_bad_file(tmp_path: Path) -> None:
    """One broken file among good ones is listed with place, reason and remedy; the others are read."""
    (tmp_path / "a.txt").write_text(DIALOGUE, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"no Word file")
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.vtt").write_text("no subtitles", encoding="utf-8")
    word = docx.Document()
    word.add_paragraph("I: Why?")
    word.add_paragraph("P1: So.")
    word.save(str(tmp_path / "e.docx"))
    corpus = read_corpus(tmp_path)
    check(corpus)
    assert [document.doc_id for document in corpus.documents] == ["a.txt", "e.docx"]
    assert [problem.place for problem in corpus.problems] == ["b.docx", "c.txt", "d.vtt"]
    assert corpus.problems[1].reason == "has no text."


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.vtt", "a.srt", "a.csv", "a.pdf"])
def test_nothing_read(tmp_path: Path, name: str) -> None:
    """A file that cannot be read gives a corpus without documents, and says why."""
    (tmp_path / name).write_bytes(b"")
    corpus = read_corpus([tmp_path / name])
    assert corpus.documents == ()
    assert [problem.place for problem in corpus.problems] == [name]


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without files gives a corpus without documents."""
    assert read_corpus(tmp_path) == Corpus(())


def test_missing(tmp_path: Path) -> None:
    """A path that does not exist is an error of the call."""
    with pytest.raises(UsageError):
        read_corpus(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        pytest.param("utf-8", "utf-8", id="UTF-8"),
        pytest.param("utf-8-sig", "utf-8", id="with byte order mark"),
        pytest.param("utf-16", "utf-16-le", id="UTF-16"),
        pytest.param("gb18030", "gb18030", id="GB18030"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings(tmp_path: Path, encoding: str, named: str, ending: str) -> None:
    """Text is read exactly in each encoding, with its line ends."""
    text = DIALOGUE.replace("\n", ending)
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    document = read_corpus(tmp_path).documents[0]
    assert document.text == text
    assert document.source.encoding == named
    assert document.turns[0].role is Role.INTERVIEWER


def test_named_encoding(tmp_path: Path) -> None:
    """An encoding that is named overrides the guess; bytes that do not fit are a problem."""
    (tmp_path / "a.txt").write_bytes("Café, naïve and déjà vu.".encode("cp1252"))
    settings = Settings(corpus=CorpusSettings(encoding="cp1252"))
    assert read_corpus(tmp_path, settings=settings).documents[0].text.startswith("Café")
    problems = read_corpus(tmp_path, settings=Settings(corpus=CorpusSettings(encoding="utf-8"))).problems
    assert [problem.place for problem in problems] == ["a.txt"]


def test_copies(tmp_path: Path) -> None:
    """Files with the same content are both read, and the copy is noted."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("I: Why?\nP1: So.", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.doc_id for document in corpus.documents] == ["a.txt", "b.txt"]
    assert [(note.place, "a.txt" in note.text) for note in corpus.notes] == [("b.txt", True)]


def test_markdown(tmp_path: Path) -> None:
    """Headings and rules of Markdown belong to no turn; in plain text they are not headings."""
    text = "# Interview\n\n**I:** Why?\n\n**P1:** So.\n\n---\n\n## Two\n\nMore.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    document = read_corpus(tmp_path).documents[0]
    assert document.text == text
    assert [(t.speaker, text[t.start : t.end]) for t in document.turns] == [
        ("I", "Why?"),
        ("P1", "So."),
        ("P1", "More."),
    ]


def test_tables_with_the_same_documents(tmp_path: Path) -> None:
    """Documents with the same name in two tables get the name of the table, and keep their codes."""
    for name, code in (("one", "x"), ("two", "y")):
        rows = f"doc,text,code\nd1,I said so and so in {name}.,{code}\nd2,And {name} more.,{code}\n"
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    settings = Settings.model_validate({"table": {"rows": "units", "codes": "code"}})
    corpus = read_corpus(tmp_path, settings=settings)
    assert [document.doc_id for document in corpus.documents] == [
        "one.csv/d1",
        "one.csv/d2",
        "two.csv/d1",
        "two.csv/d2",
    ]
    assert [coding.coder for coding in corpus.codings] == ["manual"]
    assert sorted(corpus.codings[0].segments["doc_id"]) == [document.doc_id for document in corpus.documents]
    assert sorted(code.name for code in corpus.codings[0].codebook.codes) == ["x", "y"]


def test_order_of_paths(tmp_path: Path) -> None:
    """The corpus is the same in whatever order the paths are given."""
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(f"I: Why?\nP1: So, {name}.", encoding="utf-8")
    paths = [tmp_path / "b.txt", tmp_path / "a.txt"]
    assert read_corpus(paths).documents == read_corpus(paths[::-1]).documents


def test_usability_transcripts(shared: Path) -> None:
    """In real transcripts in which only the moderator has a label, the rest is the participant's, one per file."""
    corpus = read_corpus(shared / "data/en_serdif_usability/transcripts")
    check(corpus)
    assert len(corpus.documents) == 17
    assert corpus.problems == ()
    for document in corpus.documents:
        assert document.participants == (document.doc_id.removesuffix(".txt"),)
        assert {turn.speaker for turn in document.turns} == {None, "MODERATOR"}
        mine = sum(turn.end - turn.start for turn in document.turns if turn.role is Role.PARTICIPANT)
        assert mine > 0.75 * len(document.text)


@pytest.mark.parametrize(
    ("name", "form", "speakers"),
    [
        pytest.param(
            "txt/SYNTHETIC_iflytek_tingjian_style.txt", Form.DIALOGUE, ["说话人1", "说话人2"], id="head lines"
        ),
        pytest.param(
            "gbk/SYNTHETIC_iflytek_tingjian_style_gbk_crlf.txt",
            Form.DIALOGUE,
            ["说话人1", "说话人2"],
            id="GBK and CRLF",
        ),
        pytest.param("txt/SYNTHETIC_tingwu_funasr_style.md", Form.DIALOGUE, ["发言人1", "发言人2"], id="Markdown"),
        pytest.param("txt/qualcoder_transcript_timestamps.txt", Form.DIALOGUE, ["id1", "id2", "id3"], id="brackets"),
        pytest.param("txt/qualcoder_plain_codes_categories.txt", Form.PROSE, [None], id="a list of codes"),
        pytest.param("gbk/toyhom_medical_qa_first60lines_gbk.txt", Form.PROSE, [None], id="Chinese prose"),
        pytest.param("docx/qualcoder_ID1_interview.docx", Form.PROSE, [None], id="Word without labels"),
        pytest.param(
            "vtt/SYNTHETIC_teams_style_guid_multiline_voice.vtt",
            Form.DIALOGUE,
            ["Interviewer A", "受访者 02"],
            id="voices",
        ),
        pytest.param("vtt/webvttpy_youtube_dl.vtt", Form.PROSE, [None], id="rolling captions"),
        pytest.param("srt/gb2312_encoded.srt", Form.PROSE, [None], id="SubRip in GB2312"),
    ],
)
def test_samples(shared: Path, name: str, form: Form, speakers: list[str | None]) -> None:
    """Real samples of the formats are read, with the speakers that a person sees in them."""
    corpus = read_corpus(shared / "formats" / name)
    check(corpus)
    document = corpus.documents[0]
    assert document.form is form
    assert list(dict.fromkeys(turn.speaker for turn in document.turns)) == speakers


def test_rolling_sample(shared: Path) -> None:
    """The rolling captions of a real video say each word once."""
    document = read_corpus(shared / "formats/vtt/webvttpy_youtube_dl.vtt").documents[0]
    assert document.text == "yeah\nwhat\nthis will happen is I'm telling"


def test_all_samples(shared: Path) -> None:
    """Every sample of every format is read, noted or listed as a problem."""
    corpus = read_corpus(shared / "formats")
    check(corpus)
    assert len(corpus.documents) > 20
    assert any(note.place.endswith(".qdpx") for note in corpus.notes)


def test_demonstration_corpora(corpora: Path) -> None:
    """In the invented corpora every interview has an interviewer or a note that names the likely one."""
    for folder in sorted(corpora.glob("*/transcripts")):
        corpus = read_corpus(folder)
        check(corpus)
        assert corpus.problems == ()
        noted = {note.place for note in corpus.notes}
        for document in corpus.documents:
            roles = {turn.role for turn in document.turns}
            assert Role.INTERVIEWER in roles or document.doc_id in noted


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at : at + 40] * chance.randrange(2, 50) + data[at:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return (
        data[:at]
        + chance.choice([b"\0", b"\xff", b"<v ", b"-->", b"\r\n\r\n", b"[[", "：".encode(), b":"]) * 9
        + data[at:]
    )


@pytest.mark.parametrize("mutate", [_flip, _cut, _repeat, _insert])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".docx", ".vtt", ".srt"])
def test_damaged_files(tmp_path: Path, suffix: str, mutate: Callable[[bytes, random.Random], bytes]) -> None:
    """A damaged file of any format is read or listed as a problem, never a traceback."""
    whole = tmp_path / f"whole{suffix}"
    if suffix == ".docx":
        word = docx.Document()
        for line in DIALOGUE.splitlines():
            word.add_paragraph(line)
        word.save(str(whole))
    else:
        cue = "00:00:01.000 --> 00:00:02.000\n<v P1>one</v>\n\n"
        cues = cue if suffix == ".vtt" else cue.replace(".", ",")
        text = {".vtt": f"WEBVTT\n\n{cues * 4}", ".srt": f"1\n{cues * 4}"}.get(suffix, DIALOGUE)
        whole.write_text(text, encoding="utf-8")
    chance = random.Random(7)  # noqa: S311 - a seed, not a secret
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / f"a{suffix}").write_bytes(mutate(whole.read_bytes(), chance))
        corpus = read_corpus(folder)
        check(corpus)
        assert len(corpus.documents) + len(corpus.problems) > 0
        shutil.rmtree(folder)
