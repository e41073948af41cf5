"""Bytes become exactly the text that was saved, or an error; a guess says that it is one."""

import codecs
import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import UndecodableFileError, UsageError
from thememiner.intake import decode

SIMPLIFIED = (
    "访谈者：您第一次去中心是什么时候？\r\n受访者：大概是前年冬天吧，我妈妈陪我去的。刚开始我不太敢说话，"
    "就坐在角落里看别人打牌。后来慢慢认识了几个朋友，现在每个星期都要见面，不去反而觉得少了点什么。\r\n"
)
TRADITIONAL = "訪談者：請問您第一次到中心是什麼時候？受訪者：大概是前年冬天，我媽媽陪我去的，剛開始我不太敢說話。"
ENGLISH = "It’s hard to say. “I don’t know” was all I told them — and the café on the corner was my whole naïve plan…"

PHRASES = st.sampled_from(re.findall(r"\w{3,}", SIMPLIFIED))
BETWEEN = st.sampled_from(["，", "。", "？\r\n", " OK ", "", "……", "“", " machine learning "])
TALK = st.lists(st.tuples(PHRASES, BETWEEN).map("".join), min_size=20, max_size=40).map("".join)
"""Chinese of at least 60 characters, mixed with a little English."""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("", "utf-8", id="empty"),
        pytest.param("plain ASCII\n", "utf-8", id="ASCII"),
        pytest.param("\x15 1200_3400 \x15", "utf-8", id="CHAT's control characters"),
        pytest.param(SIMPLIFIED, "utf-8", id="UTF-8"),
        pytest.param(SIMPLIFIED, "gb18030", id="GB18030"),
        pytest.param("𠮷野家，𡃁仔。" + SIMPLIFIED, "gb18030", id="GB18030 beyond U+FFFF"),
        pytest.param("!\r\n" * 20_000 + SIMPLIFIED, "gb18030", id="GB18030 after pages of ASCII"),
        pytest.param(SIMPLIFIED * 400, "gb18030", id="GB18030 longer than the sample"),
    ],
)
def test_certain_encodings_are_exact_and_get_no_note(text: str, encoding: str) -> None:
    """UTF-8 and GB18030 of some length come back letter for letter, without a note."""
    assert decode(text.encode(encoding), place="a.txt") == (text, encoding, None)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        pytest.param(codecs.BOM_UTF8, "utf-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", id="UTF-16 LE"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", id="UTF-16 BE"),
        pytest.param(codecs.BOM_UTF32_LE, "utf-32-le", id="UTF-32 LE"),
        pytest.param(codecs.BOM_UTF32_BE, "utf-32-be", id="UTF-32 BE"),
        pytest.param(b"\x84\x31\x95\x33", "gb18030", id="GB18030"),
    ],
)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_mark_at_the_start_decides_and_is_removed(mark: bytes, encoding: str, text: str) -> None:
    """With a byte order mark any text at all is exact, however short or strange."""
    assert decode(mark + text.encode(encoding), place="a.txt") == (text, encoding, None)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_utf_8_is_exact(text: str) -> None:
    """UTF-8 without a mark comes back letter for letter (a leading U+FEFF is the mark)."""
    assert decode(text.encode(), place="a.txt").text == text.removeprefix("\ufeff")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
@given(text=TALK)
def test_chinese_of_sixty_characters_is_exact(encoding: str, text: str) -> None:
    """From 60 characters on, GB18030 and UTF-16 without a mark are never mistaken."""
    assert decode(text.encode(encoding), place="a.txt").text == text


@pytest.mark.parametrize(
    ("text", "encoding", "name", "word"),
    [
        pytest.param("轻轻一跳就能飞跃高楼", "gbk", "GB18030", "轻轻一跳就能", id="one subtitle line in GBK"),
        pytest.param("嗯", "gbk", "GB18030", "嗯", id="one character in GBK"),
        pytest.param(TRADITIONAL, "big5", "Big5", "訪談者：請問", id="Big5"),
        pytest.param("我覺得還好", "big5", "Big5", "我覺得還好", id="five characters in Big5"),
        pytest.param(ENGLISH, "cp1252", "cp1252", "It’s", id="cp1252 quotation marks"),
        pytest.param("a café", "cp1252", "cp1252", "café", id="cp1252 accent"),
        pytest.param("I paid ££ for it", "cp1252", "cp1252", "££", id="two bytes that could be GB18030"),
        pytest.param("Größe, Straße, schön", "cp1252", "cp1252", "Größe", id="cp1252 pairs that could be GB18030"),
        pytest.param(ENGLISH, "mac_roman", "Mac Roman", "It’s", id="Mac Roman"),
        pytest.param("I’m fine", "mac_roman", "Mac Roman", "I’m", id="Mac Roman with one apostrophe"),
        pytest.param(SIMPLIFIED, "utf-16-le", "UTF-16-LE", "访谈者：您第", id="UTF-16 LE without a mark"),
        pytest.param("hello world", "utf-16-be", "UTF-16-BE", None, id="UTF-16 BE, ASCII only"),
        pytest.param("我觉得他很难过因为", "utf-16-le", "UTF-16-LE", "我觉得他很难", id="UTF-16 without a zero byte"),
    ],
)
def test_a_guess_is_exact_and_says_so(text: str, encoding: str, name: str, word: str | None) -> None:
    """Other encodings are guessed; the note names the guess, words that decided, and how to overrule it."""
    decoded = decode(text.encode(encoding), place="a.txt")
    assert decoded.text == text
    assert decoded.note is not None
    assert decoded.note.startswith(f"encoding guessed: {name}")
    assert "corpus.encoding" in decoded.note
    assert word is None or f"({word}" in decoded.note


def test_the_note_is_short_and_holds_no_plain_words() -> None:
    """A note shows at most three words, and only such that are not ASCII."""
    note = decode((ENGLISH * 50).encode("cp1252"), place="a.txt").note
    assert note is not None
    assert len(note) < 120
    assert "know" not in note


@pytest.mark.parametrize(
    ("data", "encoding", "expected"),
    [
        pytest.param("привет".encode("cp1251"), "cp1251", ("привет", "cp1251", None), id="an encoding never guessed"),
        pytest.param("café".encode("mac_roman"), "mac-roman", ("café", "mac-roman", None), id="an alias"),
        pytest.param("镕€".encode("gb18030"), "gbk", ("镕€", "gbk", None), id="GBK means all of GB18030"),
        pytest.param(b"\xef\xbb\xbfa", "utf-8", ("a", "utf-8", None), id="the mark is removed all the same"),
        pytest.param(b"\xff\xfea\0", "utf-16", ("a", "utf-16", None), id="UTF-16 by its mark"),
        pytest.param("café".encode(), "cp1252", ("cafÃ©", "cp1252", None), id="obeyed even where it is wrong"),
    ],
)
def test_a_named_encoding_is_obeyed(data: bytes, encoding: str, expected: tuple[str, str, None]) -> None:
    """What the user names is used and nothing is guessed."""
    assert decode(data, place="a.txt", encoding=encoding) == expected


@pytest.mark.parametrize(
    ("data", "encoding", "complaint"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "", "not plain text", id="a picture"),
        pytest.param(b"I: one\nP1: t\0wo\n", "", "line 2 has a zero byte", id="a zero byte in a transcript"),
        pytest.param(bytes(range(1, 256)) * 9, "", "not plain text", id="bytes without a zero"),
        pytest.param("привет как дела".encode("cp1251"), "", "not plain text", id="no English or Chinese reading"),
        pytest.param(SIMPLIFIED.encode()[:-4], "", "as UTF-8: line 2", id="UTF-8 cut off"),
        pytest.param(b"one\nit\xe2\x80\x99s caf\xc3 \xe2\x80\x94 here", "", "as UTF-8: line 2", id="UTF-8 damaged"),
        pytest.param(SIMPLIFIED.encode("gb18030") + b"\xff", "", "as GB18030: line 3", id="GB18030 damaged"),
        pytest.param(codecs.BOM_UTF16_LE + b"a", "", "as UTF-16-LE: line 1", id="half a character"),
        pytest.param(codecs.BOM_UTF16_BE + b"\0\0", "", "NUL characters", id="a NUL character after a mark"),
        pytest.param(b"a\nb\xff", "utf-8", "as UTF-8: line 2", id="not in the named encoding"),
        pytest.param(b"a\0b\0", "latin-1", "NUL characters", id="UTF-16 read as Latin 1"),
    ],
)
def test_undecodable_bytes_are_refused(data: bytes, encoding: str, complaint: str) -> None:
    """Nothing is replaced: the error names the file, the nearest encoding and line, and the way out."""
    with pytest.raises(UndecodableFileError, match=complaint) as raised:
        decode(data, place="a.txt", encoding=encoding)
    assert raised.value.place == "a.txt"
    assert "--encoding" in str(raised.value)


@pytest.mark.parametrize("name", ["utf-9", "base64", "rot13", "a\0b"])
def test_a_name_of_no_text_encoding_is_a_usage_error(name: str) -> None:
    """What is no text encoding is a mistake of the call, not of the file."""
    with pytest.raises(UsageError, match="unknown text encoding"):
        decode(b"a", place="a.txt", encoding=name)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\v"])
def test_line_ends_stay(end: str) -> None:
    """Line ends of any kind are part of the text."""
    text = f"café{end}naïve{end}"
    assert decode(text.encode(), place="a.txt").text == text


@pytest.mark.parametrize(
    ("path", "encoding", "sure", "text"),
    [
        pytest.param(
            "gbk/toyhom_medical_qa_first60lines_gbk.txt", "gb18030", True, "高血压患者能吃党参吗？", id="toyhom"
        ),
        pytest.param("gbk/stopwords_gbk_crlf.txt", "gb18030", True, "一方面\r\n", id="stop words, ASCII first"),
        pytest.param(
            "gbk/SYNTHETIC_iflytek_tingjian_style_gbk_crlf.txt", "gb18030", True, "说话人1 00:00", id="iflytek"
        ),
        pytest.param("srt/gb2312_encoded.srt", "gb18030", False, "轻轻一跳就能飞跃高楼", id="short subtitles"),
        pytest.param("csv/napire_v277_semicolon_cp1252.csv", "cp1252", False, "Lack of trust", id="cp1252"),
        pytest.param(
            "csv/napire_v279_semicolon_macroman_bytes.csv", "mac_roman", False, "Lack of time", id="Mac Roman"
        ),
        pytest.param("vtt/webvttpy_captions_with_bom.vtt", "utf-8", True, "WEBVTT\n", id="a mark"),
    ],
)
def test_real_files_are_read(shared: Path, path: str, encoding: str, sure: bool, text: str) -> None:  # noqa: FBT001 - data
    """Real samples come out in the encoding they were collected in, with a note where it was a guess."""
    decoded = decode((shared / "formats" / path).read_bytes(), place=path)
    assert decoded.encoding == encoding
    assert (decoded.note is None) is sure
    assert text in decoded.text
    assert "\ufffd" not in decoded.text


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b" ", id="spaces"),
        pytest.param(b"([{", id="brackets"),
        pytest.param("“".encode("cp1252"), id="quotation marks"),
        pytest.param(SIMPLIFIED.strip().encode("gb18030") + b" ", id="one line of Chinese"),
        pytest.param(b" caf\xe9\n", id="many lines"),
    ],
)
def test_time_grows_linearly(piece: bytes) -> None:
    """Twice the text takes no more than about twice the time, whatever it repeats."""

    def seconds(size: int) -> float:
        data = piece * (size // len(piece)) + b" caf\xe9 "
        before = time.process_time()
        with contextlib.suppress(UndecodableFileError):
            decode(data, place="a.txt")
        return time.process_time() - before

    small, large = (min(seconds(size) for _ in range(3)) for size in (400_000, 1_600_000))
    assert large <= 4 * 2.5 * small + 0.05


def test_one_telling_word_in_a_long_line_is_found() -> None:
    """A megabyte of spaces does not hide the only word that tells."""
    text = " " * 2**20 + "naïve" + " " * 40_000
    assert decode(text.encode("cp1252"), place="a.txt").text == text
