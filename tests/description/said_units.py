"""Units that people said, cut into words as the program cuts them, and themes over them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from thememiner.language import language_of
from thememiner.records import SEGMENTED_COLUMNS, Discovery, Embedding, Segmentation, Tokens, table
from thememiner.segmentation.tokenizers import Words


def said(texts: Sequence[str], people: Sequence[str] = ()) -> Segmentation:
    """Return kept units, each by a person of its own unless people are given."""
    count = len(texts)
    people = people or [f"person {number}" for number in range(count)]
    columns: dict[str, list[Any]] = {column.name: [None] * count for column in SEGMENTED_COLUMNS}
    columns |= {name: list(people) for name in ("doc_id", "participant", "speaker", "role")}
    columns |= {name: list(range(count)) for name in ("turn", "start", "end")}
    columns |= {"unit_id": [f"u{number}" for number in range(count)], "text": list(texts), "kept": [True] * count}
    columns["language"] = [language_of(text) for text in texts]
    words = Words()
    spans = [words.spans(text, 0, len(text)) for text in texts]
    tokens = Tokens(
        np.cumsum([0, *map(len, spans)]),
        np.array([start for own in spans for start, _ in own], dtype=np.int32),
        np.array([end for own in spans for _, end in own], dtype=np.int32),
    )
    return Segmentation(table(SEGMENTED_COLUMNS, columns), tokens)


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
