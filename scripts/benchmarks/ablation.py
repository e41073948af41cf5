"""Ablation of the default encoder: results without each of its parts."""

from contextlib import AbstractContextManager, nullcontext

import numpy as np

from benchmarks.coded_sets import SETS
from benchmarks.compared_encoders import encode_default
from benchmarks.encoder_parts import PARTS
from benchmarks.k_means_agreement import score_k_means
from benchmarks.markdown_tables import format_mean_and_spread, print_heading, print_progress, print_row
from benchmarks.retrieval import DIRECTIONS, build_bilingual_corpus, format_hit_rate, pair_cosines, read_pairs


def print_ablation(method: str, *, most: int | None, seeds: range) -> None:
    """Print agreement on the Chinese sets, and translations found, without each part."""
    sets = [coded_set.read(most=most) for coded_set in SETS if coded_set.is_chinese]
    pairs = read_pairs()
    sentences = build_bilingual_corpus(pairs)
    print_heading(
        "The default without each of its parts",
        f"{method} Beside it, translations found among {len(pairs)} sentence pairs.",
        *("left out", *(coded.name for coded in sets), *DIRECTIONS),
    )
    parts: list[tuple[str, AbstractContextManager[None]]] = [("no part", nullcontext())]
    parts += [(part.name, part.left_out()) for part in PARTS]
    for name, left_out in parts:
        print_progress(f"ablation: without {name}")
        with left_out:
            cells = [
                format_mean_and_spread(score_k_means(encode_default(coded.segmentation), coded.first_codes, seeds))
                for coded in sets
            ]
            cosines = pair_cosines(sentences, encode_default(sentences), pairs)
        print_row(name, *cells, format_hit_rate(cosines), format_hit_rate(np.transpose(cosines)))
