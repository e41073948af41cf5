"""Words of units that were cut before."""

from dataclasses import replace
from pathlib import Path

from thememiner import read_corpus, segment
from thememiner.segmentation import tokenize_units


def test_words_found_again_are_those_found_at_first(tmp_path: Path) -> None:
    """In both scripts, kept units have the very same words, and units set aside have none."""
    (tmp_path / "a.txt").write_text(
        "Interviewer: How was it?\nAnna: I didn't like the [laughs] patient's choir. 我们每天一起做饭 with Bob.\n",
        "utf-8",
    )
    corpus = read_corpus(tmp_path)
    first = segment(corpus)
    again = replace(first, tokens=tokenize_units(first.units, corpus.documents))
    kept = first.units["kept"].to_numpy(bool)
    assert {True, False} == set(kept.tolist())
    for row, text in enumerate(first.units["text"]):
        expected = first.tokens.words(row, text) if kept[row] else []
        assert again.tokens.words(row, text) == expected
