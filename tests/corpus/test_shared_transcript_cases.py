"""The situations of ../shared/cases/transcripts: who speaks in each file, in which role, and what the notes say.

Each row of a table is one file. Without the shared folder the tests are skipped.
"""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from thememiner.config import SegmentationSettings, Settings
from thememiner.corpus import read_corpus
from thememiner.records import Corpus, Role
from thememiner.segmentation import segment

CASES = Path(__file__).parents[3] / "shared" / "cases" / "transcripts"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside this checkout")

ASKS, P = Role.INTERVIEWER, Role.PARTICIPANT
ANY = -1
"""Any number of turns of a speaker, but at least one."""


class Case(NamedTuple):
    """One file: its speakers with role and number of turns, participants, and words that its notes must contain."""

    path: str
    """Relative to the folder of all cases."""
    speakers: dict[str | None, tuple[Role, int]]
    """By label; ``ANY`` is any number of turns."""
    participants: int | None = None
    """How many there are, if not one for each label of a participant."""
    notes: tuple[str, ...] = ()
    cues: int | None = None


def row(
    path: str,
    speakers: dict[str | None, tuple[Role, int]],
    participants: int | None = None,
    *,
    notes: tuple[str, ...] = (),
    cues: int | None = None,
) -> object:
    """Return a case as a row of a table of tests, called like its file."""
    return pytest.param(Case(path, speakers, participants, notes, cues), id=path)


ENGLISH: dict[str | None, tuple[Role, int]] = {"Interviewer": (ASKS, 6), "Mia": (P, 6)}
ROLES: dict[str | None, tuple[Role, int]] = {"Interviewer": (ASKS, 6), "Participant": (P, 6)}
CHINESE: dict[str | None, tuple[Role, int]] = {"访谈者": (ASKS, 6), "受访者": (P, 6)}
CHAT: dict[str | None, tuple[Role, int]] = {"Researcher": (ASKS, 6), "Mia": (P, 6)}

SPEAKER_CASES = [
    row("bold-around-time-or-label/a.md", ENGLISH, cues=6 + 6),
    row("bold-around-time-or-label/descript.md", ENGLISH, cues=6 + 6),
    row("bold-around-time-or-label/mdstamp.md", ENGLISH, cues=6 + 6),
    row("bold-around-time-or-label/mdstamp2.md", ENGLISH, cues=6 + 6),
    row(
        "bracketed-names-beside-moderator/a.txt",
        {"Moderator": (ASKS, 3), "Mia": (P, 3), "Tom": (P, 2), "Lena": (P, 2)},
    ),
    row(
        "bracketed-names-beside-moderator/fgbracket_zh.txt",
        {"主持人": (ASKS, 3), "小美": (P, 2), "阿东": (P, 2), "小林": (P, 2)},
    ),
    row("f4-time-first/a.txt", {"I": (ASKS, 6), "B1": (P, 6)}, cues=6 + 6),
    row("kangxi-chrome-pdf/a.pdf", {"主持人": (ASKS, 2), "参与者": (P, 2)}),
    row("line-numbers/a.txt", {"Interviewer": (ASKS, 2), "Participant": (P, ANY)}, 1),
    row("line-numbers/linenos.txt", {"I": (ASKS, ANY), "P": (P, ANY)}, 1),
    row("noscribe-s00-same-person/i1.txt", {"S00": (P, 6), "S01": (P, 6)}, notes=("S00",)),
    row(
        "numbered-questions-and-answers/a.txt",
        {f"{x}{n}": (ASKS if x == "Q" else P, 1) for x in "QA" for n in (1, 2, 3)},
        1,
    ),
    row(
        "numbered-questions-and-answers/b.txt",
        {f"{x}{n}": (ASKS if x == "Q" else P, 1) for x in "QA" for n in (1, 2)},
        1,
    ),
    row(
        "numbered-questions-and-answers/qa2.txt",
        {f"{x}{n}": (ASKS if x == "问" else P, 1) for x in "问答" for n in (1, 2)},
        1,
    ),
    row("one-paragraph/a.txt", {"Interviewer": (ASKS, 2), "Participant": (P, 2)}),
    row("one-paragraph/oneline_zh.txt", {"访谈者": (ASKS, 2), "受访者": (P, 2)}),
    row("q-and-a-full-stop/a.txt", {"Q": (ASKS, 6), "A": (P, 6)}),
    row("q-and-a-full-stop/depo3.txt", {"Q": (ASKS, 6), "A": (P, 6)}),
    row("question-words-as-labels/a.txt", {"提问": (ASKS, 6), "小林": (P, 6)}),
    row("roles-reversed/a.txt", {"R": (ASKS, 6), "I": (P, 6)}, 1),
    row("separators/a.txt", ROLES),
    *(row(f"separators/variants/{name}.txt", ROLES) for name in ("angle", "at", "brace", "dotlab", "endash", "hash")),
    row("separators/variants/paren.txt", ROLES),
    row("separators/variants/semi.txt", {"Walter": (P, 6), "Liz": (P, 6)}, notes=("Walter",)),
    *(
        row(f"separators/variants/zh_{name}.txt", CHINESE)
        for name in ("modifier", "presform", "ratio", "semi_zh", "smallcolon", "space_zh")
    ),
    row("sonal-question-mark/a.txt", {"Anna?": (P, 6), "Mia": (P, 6)}, notes=("Anna",)),
    row("teams-comma-names/a.docx", {"Berg, Anna": (P, 6), "Holm, Mia": (P, 6)}, cues=6 + 6),
    row("teams-guest-and-comma-names/a.txt", {"Anna Berg (Extern)": (P, 6), "Holm, Mia (Student)": (P, 6)}, cues=6 + 6),
    row("teams-web-copy/a.txt", {"Anna Berg": (P, 6), "Mia Holm": (P, 6)}, cues=6 + 6),
    row("tencent-attendees/a.txt", {"李研究员": (P, 6), "小林": (P, 6)}),
    row("whatsapp/a.txt", CHAT),
    row("whatsapp/wa4.txt", CHAT),
    row("whatsapp/wa5.txt", CHAT),
    row("zoom-chat/a.txt", {"Moderator": (ASKS, 1), "Mia Berg": (P, 1), "Tom Lee": (P, 1)}),
]

TABLE_CASES = [
    row("excel-sep-line/a.csv", ENGLISH, notes=("one transcript",)),
    row("premiere-csv/a.csv", {"Speaker 1": (P, 6), "Speaker 2": (P, 6)}, notes=("Start Time and End Time",), cues=12),
    row("whisper-tsv/a.tsv", {None: (P, 1)}, notes=("start and end",), cues=12),
    row("overlap-brackets/a.txt", {"Interviewer": (ASKS, 2), "P1": (P, 2), "P2": (P, 2)}),
]


WORD_CASES = [
    row("kangxi-chrome-pdf/a.pdf", {"主持人": (ASKS, 2), "参与者": (P, 2)}, notes=("人 (U+2F08)",)),
    row("word-emoji/a.docx", {"Interviewer": (ASKS, 2), "P1": (P, 2)}),
    row("word-emoji/docxemoji.docx", {"Interviewer": (ASKS, 2), "P1": (P, 2)}),
    row("word-hidden-text/a.docx", {"Interviewer": (ASKS, 1), "P1": (P, 1)}, notes=("1 hidden passage",)),
    row(
        "word-notes-not-counted/a.docx",
        {"Interviewer": (ASKS, 1), "P1": (P, 1)},
        notes=("1 deleted passage", "1 note at the foot or end"),
    ),
    row("word-table-with-codes/a.docx", ENGLISH, notes=("6 cells of Initial codes", "--gold")),
    row("word-table-with-codes/odt/a.odt", ENGLISH, notes=("6 cells of column 3 (such as “loneliness”)",)),
]
"""What a reader of the page sees, and what is left out of word processors' files."""


def check(case: Case, corpus: Corpus) -> None:
    """Fail unless the corpus has the speakers, roles, turns, participants and notes of the case."""
    (document,) = corpus.documents
    roles = {turn.speaker: turn.role for turn in document.turns}
    assert roles == {label: role for label, (role, _) in case.speakers.items()}
    counts = Counter(turn.speaker for turn in document.turns)
    exact = {label: count for label, (_, count) in case.speakers.items() if count != ANY}
    assert {label: counts[label] for label in exact} == exact
    labels = sum(role is P for role, _ in case.speakers.values())
    assert len(document.participants) == (labels if case.participants is None else case.participants)
    said = " ".join(note.text for note in corpus.notes)
    assert [words for words in case.notes if words not in said] == []
    assert case.cues is None or len(document.cues) == case.cues


@needs_cases
@pytest.mark.parametrize("case", SPEAKER_CASES + TABLE_CASES)
def test_who_speaks(case: Case) -> None:
    """Every label is a speaker with the right role, whatever stands around it."""
    check(case, read_corpus(CASES / case.path))


@needs_cases
@pytest.mark.parametrize("case", WORD_CASES)
def test_what_is_speech(case: Case) -> None:
    """Only what is said is read, as it looks; what else the file holds is in the notes."""
    check(case, read_corpus(CASES / case.path))


@needs_cases
def test_hidden_names_and_emoji() -> None:
    """A hidden name is nowhere in the text, and an emoji is."""
    hidden, first, second = (
        read_corpus(CASES / path).documents[0].text
        for path in ("word-hidden-text/a.docx", "word-emoji/a.docx", "word-emoji/docxemoji.docx")
    )
    assert "Kessler" not in hidden
    assert "😭" in first
    assert "😊" in second


@needs_cases
def test_recognisers_number_anew_in_each_file() -> None:
    """Three interviews whose speakers are S00 and S01 have six speakers, not two."""
    corpus = read_corpus([CASES / "noscribe-s00-same-person" / f"i{number}.txt" for number in (1, 2, 3)])
    assert len({turn.participant for document in corpus.documents for turn in document.turns}) == 6


def reasons_in(path: str, settings: Settings = Settings()) -> Counter[str]:  # noqa: B008 - immutable
    """Return how many units of a case are set aside for each reason, and how many are kept (an empty reason)."""
    return Counter(segment(read_corpus(CASES / path), settings=settings).units["reason"].fillna("").tolist())


@needs_cases
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("non-answers-become-themes/a.csv", {"no answer given": 240, "nothing but marks": 120, "": 60}),
        ("non-answers-become-themes/napire/with.csv", {"no answer given": 60, "": 144}),
        ("non-answers-become-themes/napire/without.csv", {"": 144}),
        ("overlap-brackets/a.txt", {"interviewer's turn": 2, "": 4}),
    ],
)
def test_what_is_set_aside(path: str, expected: dict[str, int]) -> None:
    """Answers that are none are set aside with their reason, and what people say in brackets is not."""
    assert reasons_in(path) == expected


@needs_cases
def test_a_term_with_a_space_is_one_word() -> None:
    """The frequency behind a term is no part of it, and the space in it is."""
    folder = CASES / "user-dictionary-terms-with-spaces"
    settings = Settings(segmentation=SegmentationSettings(user_dictionary=folder / "terms.dict"))
    found = segment(read_corpus(folder / "a.txt"), settings=settings)
    words = [word for index, text in enumerate(found.units["text"]) for word in found.tokens.words(index, text)]
    assert "Edu Trust认证" in words


NAMED: dict[str | None, tuple[Role, int]] = {"Anna Berg": (P, 6), "Mia Holm": (P, 6)}
NUMBERED: dict[str | None, tuple[Role, int]] = {"Interviewer": (ASKS, 6), "P1": (P, 6)}
CAPTION_CASES = [
    row("meet-trailer/a.txt", NAMED),
    row("teams-stopped-transcription/a.txt", NAMED, cues=6 + 6),
    row(
        "noscribe-vtt/a.vtt",
        {"S00": (P, 6), "S01": (P, 6)},
        notes=("empty voice, left out because nothing says who speaks: 1", "repeat the voice of their caption"),
    ),
    row("srt-in-txt/a.txt", NUMBERED, notes=("has the content of a .srt file",), cues=6 + 6),
    row("vtt-in-txt/a.txt", NUMBERED, notes=("has the content of a .vtt file",), cues=6 + 6),
    row("voice-only-at-change/a.vtt", ENGLISH, notes=("continuation of the speaker before: 10",), cues=22),
    row("vtt-blank-line-after-time/a.vtt", ENGLISH, notes=("after an empty line",), cues=6 + 6),
    row("vtt-comma-or-short-times/a.vtt", NUMBERED, cues=6 + 6),
    row("vtt-comma-or-short-times/vtt_noms.vtt", NUMBERED, cues=6 + 6),
]


@needs_cases
@pytest.mark.parametrize("case", CAPTION_CASES)
def test_captions_and_exports(case: Case) -> None:
    """Captions are read in full, and what a program writes around a talk is nobody's."""
    corpus = read_corpus(CASES / case.path)
    check(case, corpus)
    (document,) = corpus.documents
    said = " ".join(document.text[turn.start : turn.end] for turn in document.turns)
    assert [
        words for words in ("Meeting ended", "transcription", "-->", "S01:", "pause", "[00:") if words in said
    ] == []


@needs_cases
def test_the_same_interview_twice() -> None:
    """Two exports of one talk get one note with both names."""
    corpus = read_corpus(CASES / "same-interview-twice")
    found = [note for note in corpus.notes if "nearly the same words stand in Interview 3.docx" in note.text]
    assert [note.place for note in found] == ["Interview 3.vtt"]
