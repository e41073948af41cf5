"""Tests of what holds for every segmentation, whatever the text."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken import document, monologue, segmented

from thememiner.corpus import read_corpus
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Document, Form, Role, Segmentation, Source, Turn
from thememiner.segmentation import segment

SCRAPS = st.one_of(
    st.sampled_from(
        [
            *(
                "I went there",
                "don’t",
                "Dr. Wu",
                "e.g.",
                "U.S.",
                "3.5",
                "No. 5",
                "cafe\u0301",
                "machine learning",
                "mm-hmm",
            ),
            *(
                "我们去了",
                "說話",
                "嗯",
                "𠮷",
                "真的……真的",
                "他说：“好。”",
                "（真的？）",
                "，",
                "。",
                "！",
                "？”",
                "……",
                "；",
                "、",
            ),
            *("(laughs)", "（笑）", "[pause]", "【停顿】", "[00:12]", "01:02:33", "(", "）", "[", "*", '"', "“", "'"),
            *(". ", "! ", "?", ", ", "...", " — ", "\n", "\r\n", "\n\n", "\r", "\x85", "\u2028", "\u3000", "   ", "\t"),
            *("👩‍👩‍👧", "\u202eabc\u202c", "\u200b", "\ufeff", "\x1c", "\x00"),
        ]
    ),
    st.text(max_size=8),
)
SPEECH = st.lists(SCRAPS, max_size=25).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a document: turns of random speakers with stray text between them."""
    text, turns = "", []
    for _ in range(draw(st.integers(0, 4))):
        text += draw(st.text(alphabet="AB：: \n", max_size=4))
        said, speaker = draw(SPEECH), draw(st.sampled_from(["A", "B", None]))
        role = draw(st.sampled_from(list(Role)))
        turns.append(Turn(len(text), len(text) + len(said), speaker, role, speaker))
        text += said
    return Document("d", text, draw(st.sampled_from(list(Form))), tuple(turns), Source("d", "0", "txt", None))


def check(found: Segmentation, originals: tuple[Document, ...]) -> None:
    """Check that units are the text at their place, in order, within turns, cover it, and hold their words."""
    by_id = {original.doc_id: original for original in originals}
    covered = {doc_id: bytearray(len(original.text)) for doc_id, original in by_id.items()}
    columns = (found.units[name].tolist() for name in ("doc_id", "turn", "start", "end", "text"))
    before = ("", 0)
    for index, (doc_id, turn, start, end, text) in enumerate(zip(*columns, strict=True)):
        original, spoken_by = by_id[doc_id], by_id[doc_id].turns[turn]
        assert original.text[start:end] == text == text.strip() != ""
        assert spoken_by.start <= start < end <= spoken_by.end
        assert before <= (doc_id, start)
        before = (doc_id, end)
        covered[doc_id][start:end] = b"x" * (end - start)
        check_words(found, index, len(text))
    for doc_id, original in by_id.items():
        for one in original.turns:
            said = zip(covered[doc_id][one.start : one.end], original.text[one.start : one.end], strict=True)
            assert all(is_covered or character.isspace() for is_covered, character in said)
    assert len(found.tokens.offsets) == len(found.units) + 1
    assert found.tokens.offsets[-1] == len(found.tokens.starts) == len(found.tokens.ends)
    assert found.units["unit_id"].is_unique


def check_words(found: Segmentation, index: int, length: int) -> None:
    """Check that the words of a unit are not empty, follow each other and lie inside it."""
    first, last = found.tokens.offsets[index : index + 2]
    edges = [0]
    for start, end in zip(found.tokens.starts[first:last], found.tokens.ends[first:last], strict=True):
        assert edges[-1] <= start < end <= length
        edges.append(int(end))


@settings(max_examples=150)
@given(documents())
def test_units_are_the_text_letter_for_letter_and_nothing_is_lost(original: Document) -> None:
    """Every character of every turn that is no white space lies in exactly one unit, at its place."""
    check(segment(Corpus((original,))), (original,))


@pytest.mark.parametrize(
    "folder",
    [
        "data/en_serdif_usability/transcripts",
        "formats/srt",
        "formats/vtt",
        "formats/txt",
        "formats/gbk",
        "formats/docx",
    ],
)
def test_units_of_real_files_are_their_text(shared: Path, folder: str) -> None:
    """What holds for drawn documents holds for transcripts that people wrote."""
    corpus = read_corpus([shared / folder])
    check(segment(corpus), corpus.documents)


@pytest.mark.parametrize("name", ["daycare-zh", "peerworkers-en"])
def test_units_of_the_demonstration_corpora_are_their_text(corpora: Path, name: str) -> None:
    """Both languages, all formats of the demonstration."""
    corpus = read_corpus([corpora / name / "transcripts"])
    found = segment(corpus)
    check(found, corpus.documents)
    assert found.units["kept"].sum() > 500


def test_the_same_corpus_gives_the_same_table_in_any_order() -> None:
    """Units are sorted by document and place, whatever order documents come in."""
    one, two = document(("P1", "我去了。很好的地方。"), doc_id="b"), document(("P1", "I went there."), doc_id="a")
    first, second = segmented(one, two), segmented(two, one)
    assert first.units.equals(second.units)
    assert first.tokens.starts.tolist() == second.tokens.starts.tolist()
    assert first.units["doc_id"].tolist() == sorted(first.units["doc_id"])


def test_an_empty_corpus_gives_an_empty_table() -> None:
    """No document, no unit, and all columns."""
    found = segment(Corpus(()))
    assert list(found.units.columns) == [column.name for column in SEGMENTED_COLUMNS]
    assert found.tokens.offsets.tolist() == [0]


HOSTILE = {
    "spaces": "a{}b".format(" " * 40_000),
    "brackets": "(" * 20_000 + ")" * 20_000,
    "brackets of all kinds": "[{（【<*" * 5_000,
    "stops": ". " * 20_000,
    "quotations": "“a. " * 10_000,
    "asides": "x (a. " * 8_000,
    "back-channels": "嗯" * 40_000,
    "unknown characters": "\u9f98" * 40_000,
    "one word": "a" * 40_000,
    "commas": "a," * 20_000,
    "line breaks": "a\r\n" * 15_000,
    "both scripts": "我a" * 20_000,
    "ellipses": "……我" * 13_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_no_faster_than_the_text(name: str) -> None:
    """Adversarial writing of 40,000 characters is done in seconds: the square of it would take minutes."""
    segmented(monologue("热身 warm up."))
    begin = time.process_time()
    check(segmented(monologue(HOSTILE[name])), (monologue(HOSTILE[name]),))
    assert time.process_time() - begin < 5
