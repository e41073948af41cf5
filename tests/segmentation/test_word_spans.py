"""Tests of the words in a unit and their places."""

import logging
from pathlib import Path

import pytest
from sample_documents import monologue, segmented, words_of

from thememiner.config import SegmentationSettings, Settings
from thememiner.errors import ConfigurationError
from thememiner.records import Corpus
from thememiner.segmentation import segment


def words(said: str) -> list[str]:
    """Return the words of one sentence."""
    return words_of(segmented(monologue(said)))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param("I don't know, it's fine.", ["I", "don't", "know", "it's", "fine"], id="contractions"),
        pytest.param("I don’t know, it’s fine.", ["I", "don’t", "know", "it’s", "fine"], id="curly apostrophes"),
        pytest.param("The patient's gonna stay.", ["The", "patient", "gonna", "stay"], id="clitics and slang"),
        pytest.param("A day-care centre (in 2025).", ["A", "day", "care", "centre", "in", "2025"], id="punctuation"),
        pytest.param("Dr. Lee lives in the U.S.", ["Dr.", "Lee", "lives", "in", "the", "U.S."], id="abbreviations"),
        pytest.param("Well (laughs) I … [pause] went.", ["Well", "I", "went"], id="marks of the transcriber"),
        pytest.param(
            "cafe\u0301 \u202abidi\u202c zero\u200bwidth",
            ["cafe\u0301", "bidi", "zero\u200bwidth"],
            id="invisible characters",
        ),
        pytest.param("I like it :D 👍", ["I", "like", "it"], id="emoticons"),
        pytest.param("我们每天一起吃饭。", ["我们", "每天", "一起", "吃饭"], id="simplified"),
        pytest.param(
            "說話的人覺得這個課程很重要。", ["說話", "的", "人", "覺得", "這個", "課程", "很", "重要"], id="traditional"
        ),
        pytest.param(
            "阿雾说我怕讲过。", ["阿雾", "说", "我", "怕", "讲", "过"], id="names, and grammar that is no word"
        ),
        pytest.param(
            "在做machine learning的", ["在", "做", "machine", "learning", "的"], id="two English words stay two"
        ),
        pytest.param("他说don't这么", ["他", "说", "don't", "这么"], id="contraction between Chinese"),
        pytest.param("大概3.5公里（笑）……", ["大概", "3.5", "公里"], id="decimal"),
        pytest.param("𠮷野家", ["𠮷", "野家"], id="beyond the basic plane"),
        pytest.param("привет как дела", ["привет", "как", "дела"], id="other script"),
    ],
)
def test_words_are_what_a_reader_would_count(said: str, found: list[str]) -> None:
    """Punctuation, transcriber's marks and emoji are not words; contractions are one word."""
    assert words(said) == found


def test_words_lie_where_the_table_of_tokens_says() -> None:
    """Positions count code points of the unit's own text."""
    found = segmented(monologue("我做 ML. I like it a lot."), min_words=1)
    assert found.tokens.offsets.tolist() == [0, 3, 8]
    assert found.tokens.starts.tolist() == [0, 1, 3, 0, 2, 7, 10, 12]
    assert found.tokens.ends.tolist() == [1, 2, 5, 1, 6, 9, 11, 15]


def test_a_very_long_run_of_chinese_is_cut_as_a_short_one_is() -> None:
    """Text is processed in windows, and no word is split at the edge of one."""
    sentence = "我们每天一起吃饭"
    long = words_of(segmented(monologue(sentence * 300), max_words=100_000))
    assert long == words(sentence) * 300


def with_dictionary(path: Path, said: str) -> list[str]:
    """Return the words of a sentence, with a user dictionary."""
    settings = Settings(segmentation=SegmentationSettings(user_dictionary=path))
    return words_of(segment(Corpus((monologue(said),)), settings=settings))


def test_terms_of_the_user_dictionary_are_not_cut_apart(tmp_path: Path) -> None:
    """Terms of a study are words, in simplified and traditional writing, only in runs with that dictionary."""
    path = tmp_path / "terms.txt"
    path.write_text("\ufeff日间照料中心\n同伴支持 5 n\n\n", "utf-8")
    assert with_dictionary(path, "日间照料中心有同伴支持") == ["日间照料中心", "有", "同伴支持"]
    assert with_dictionary(path, "日間照料中心") == ["日間照料中心"]
    assert words("日间照料中心") != ["日间照料中心"]


@pytest.mark.parametrize(
    ("line", "said", "term"),
    [
        pytest.param("Blue Box课程 2000", "我们上了Blue Box课程才懂", "Blue Box课程", id="a space and a frequency"),
        pytest.param(
            "Blue Box课程 20 nz", "我们上了blue  box課程才懂", "blue  box課程", id="case, spaces, traditional"
        ),
        pytest.param("KTV室", "去ＫＴＶ室唱歌", "ＫＴＶ室", id="full width in the text"),
        pytest.param("ＫＴＶ室 3", "去ktv室唱歌", "ktv室", id="full width in the dictionary"),
        pytest.param("peer support 10", "The Peer Support was good", "Peer Support", id="English"),
        pytest.param("peer support", "The peer support was good", "peer support", id="English without a frequency"),
    ],
)
def test_terms_with_spaces_and_latin_letters_are_kept_whole(tmp_path: Path, line: str, said: str, term: str) -> None:
    """What stands before the frequency is the term; case and width do not matter."""
    path = tmp_path / "terms.txt"
    path.write_text(f"{line}\n", "utf-8")
    found = with_dictionary(path, said)
    assert term in found
    assert len(found) > 2


def test_a_term_is_not_found_inside_a_word(tmp_path: Path) -> None:
    """A term in Latin letters has to end where a word ends."""
    path = tmp_path / "terms.txt"
    path.write_text("art class\n", "utf-8")
    assert with_dictionary(path, "We start classes today") == ["We", "start", "classes", "today"]


@pytest.mark.parametrize(
    ("content", "problem"), [(None, "cannot be read"), ("日间".encode("gb18030"), "not UTF-8")], ids=["missing", "GBK"]
)
def test_a_user_dictionary_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, problem: str) -> None:
    """The error names the file and the problem."""
    path = tmp_path / "terms.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"terms.txt.*{problem}"):
        with_dictionary(path, "好")


def test_jieba_is_quiet_and_writes_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is read from or left in the shared folder for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with caplog.at_level(logging.DEBUG):
        assert words("我们每天一起吃饭")
    assert list(tmp_path.iterdir()) == []
    assert not caplog.records
