"""Tests of what holds for every segmentation, whatever the text, and of the ids of units."""

import hashlib
import time
from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_documents import document, monologue, segmented

from thememiner.corpus import read_corpus
from thememiner.errors import UsageError
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Document, Form, Role, Segmentation, Source, Turn
from thememiner.segmentation import segment
from thememiner.segmentation.segment import make_unit_ids

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


@settings(max_examples=examples(150))
@given(documents())
def test_units_are_the_text_letter_for_letter_and_nothing_is_lost(original: Document) -> None:
    """Every character of every turn that is not white space lies in exactly one unit, at its place."""
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
    """Without documents the table has all columns and no rows."""
    found = segment(Corpus(()))
    assert list(found.units.columns) == [column.name for column in SEGMENTED_COLUMNS]
    assert found.tokens.offsets.tolist() == [0]
    assert found.forms == {}


def test_a_segmentation_knows_the_form_of_every_document() -> None:
    """Documents without units count, too."""
    documents = (document(doc_id="b", form=Form.PROSE), document(("P1", "I went there."), doc_id="a"))
    assert segmented(*documents).forms == {"a": Form.DIALOGUE, "b": Form.PROSE}


def test_only_a_corpus_can_be_segmented() -> None:
    """Anything else is refused, with its type and what to do."""
    with pytest.raises(UsageError, match=r"needs a Corpus, and was given a value of type list.* read_corpus"):
        segment([document(("P1", "I went there."))])  # type: ignore[arg-type] # the wrong use that is tested


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


def test_an_id_is_the_hash_of_document_text_and_ordinal() -> None:
    """The recipe is fixed, because stored decisions refer to units by id."""
    expected = hashlib.sha256(b'["a.txt", "\\u597d", 1]').hexdigest()[:16]
    assert make_unit_ids("a.txt", ["好", "x", "好"])[2] == expected


def test_an_edit_elsewhere_leaves_an_id_alone() -> None:
    """Only equal texts of the same document count one another."""
    assert make_unit_ids("a", ["one", "two", "three"])[2] == make_unit_ids("a", ["three"])[0]


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), unique=True, max_size=20))
def test_no_two_units_share_an_id(places: list[tuple[str, str]]) -> None:
    """Document and text cannot run into each other."""
    ids = [make_unit_ids(doc_id, [text])[0] for doc_id, text in places]
    assert len(set(ids)) == len(ids)
