"""Every form of a label that the documentation lists is read."""

import re
from collections import Counter
from pathlib import Path

import pytest

from thememiner import read_corpus
from thememiner.config import SpeakerSettings
from thememiner.corpus import find_suspicions
from thememiner.language import has_han

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
SECTION = PAGE.partition("### Speakers\n")[2].partition("\n### ")[0]
FORMS = re.findall(r"^\|[^|]*\| `([^`]+)` \| `([^`]+)` \|$", SECTION, re.MULTILINE)
ENGLISH = (
    ("How did that feel?", "It was cold, and we waited for long."),
    ("What happened then?", "We went inside and sat down."),
    ("Who was there with you?", "My aunt, and later my brother."),
    ("Why was that so?", "The bus was late on that day."),
    ("And how was it there?", "Everything was warm and quiet."),
    ("When did it end?", "Some day in May, or in June."),
)
CHINESE = (
    ("您觉得怎么样？", "那时候很冷，我们等了很久。"),
    ("后来发生了什么？", "我们进去坐下了。"),
    ("谁和您在一起？", "我的阿姨，后来还有我弟弟。"),
    ("为什么会这样呢？", "那天公交车晚点了。"),
    ("家里怎么样？", "很暖和，也很安静。"),
    ("什么时候结束的？", "好像是五月吧，或者六月。"),
)


def _write(form: str, speech: str, line: int) -> str:
    written = form.replace("⏎", "\n").replace("→", "\t").replace("…", speech)
    return re.sub(r"^\d+(?= [A-Z]|\n)", str(line), written)


def test_the_table_of_labels_is_found() -> None:
    """The table lists dozens of forms, and its rows are understood by this test."""
    assert len(FORMS) > 40
    assert len(FORMS) == len(re.findall(r"^\|.*…", SECTION, re.MULTILINE))


@pytest.mark.parametrize(("asking", "answering"), FORMS, ids=[" ".join(form) for form in FORMS])
def test_every_documented_form_is_read(asking: str, answering: str, tmp_path: Path) -> None:
    """Six questions and six answers are twelve turns of two speakers, none of whom has a label in the text."""
    speeches = [one for pair in (CHINESE if has_han(asking) else ENGLISH) for one in pair]
    lines = [_write((asking, answering)[at % 2], speech, at + 1) for at, speech in enumerate(speeches)]
    (tmp_path / "a.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (document,) = read_corpus(tmp_path).documents
    assert [document.text[turn.start : turn.end] for turn in document.turns] == speeches
    assert sorted(Counter(turn.speaker for turn in document.turns).values()) == [6, 6]
    notes = [suspicion.note.text for suspicion in find_suspicions([document], SpeakerSettings())]
    assert all("known to be the interviewer" in note for note in notes)
