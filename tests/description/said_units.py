"""Units that people said, cut into words as the program cuts them, and themes over them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from thememiner.language import detect_language
from thememiner.records import SEGMENTED_COLUMNS, Discovery, Embedding, Form, Segmentation, Tokens, make_table
from thememiner.segmentation.tokenizers import Tokenizer


def said(texts: Sequence[str], people: Sequence[str] = ()) -> Segmentation:
    """Return kept units, each by a different person unless people are given."""
    count = len(texts)
    people = people or [f"person {number}" for number in range(count)]
    columns: dict[str, list[Any]] = {column.name: [None] * count for column in SEGMENTED_COLUMNS}
    columns |= {name: list(people) for name in ("doc_id", "participant", "speaker", "role")}
    columns |= {name: list(range(count)) for name in ("turn", "start", "end")}
    columns |= {"unit_id": [f"u{number}" for number in range(count)], "text": list(texts), "kept": [True] * count}
    columns["language"] = [detect_language(text) for text in texts]
    tokenizer = Tokenizer()
    tokens = Tokens.from_spans(tokenizer.find_words(text, 0, len(text)) for text in texts)
    return Segmentation(make_table(SEGMENTED_COLUMNS, columns), tokens, dict.fromkeys(people, Form.ROWS))


def discovered(subthemes: Sequence[int], parents: tuple[int, ...]) -> Discovery:
    """Return a discovery with the sub-theme of each unit and the theme of each sub-theme."""
    count = len(subthemes)
    ones, zeros = np.ones(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    return Discovery(
        subthemes=np.array(subthemes, dtype=np.int64),
        parents=parents,
        membership=ones,
        nearest=np.full(count, -1),
        nearest_membership=zeros,
        margin=ones,
        carries_both=zeros > 0,
        reasons=(None,) * count,
        stability=(None,) * len(parents),
        theme_stability=(None,) * len(set(parents)),
        centres=np.ones((len(parents), 2), dtype=np.float32),
        layout=np.ones((count, 2), dtype=np.float32),
        choices={},
    )


def alike(count: int) -> Embedding:
    """Return the same vector for every unit."""
    same = np.tile(np.array([1, 0], dtype=np.float32), (count, 1))
    return Embedding(same, same, "Off.", {}, {})
