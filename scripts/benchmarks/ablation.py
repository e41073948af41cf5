"""What each part of the default encoder adds: the default without it."""

from contextlib import nullcontext

import numpy as np

from benchmarks.agreement import k_means_amis
from benchmarks.coded_sets import SETS
from benchmarks.parts import PARTS
from benchmarks.retrieval import DIRECTIONS, in_one_corpus, of_pairs, read_pairs, share
from benchmarks.tables import print_heading, print_row, tell, with_spread
from benchmarks.views import default


def print_ablation(method: str, *, most: int | None, seeds: range) -> None:
    """Print agreement on the Chinese sets, and translations found, without each part."""
    sets = [coded_set.read(most=most) for coded_set in SETS if coded_set.is_chinese]
    pairs = read_pairs()
    sentences = in_one_corpus(pairs)
    print_heading(
        "The default without each of its parts",
        f"{method} Beside it, translations found among {len(pairs)} sentence pairs.",
        *("left out", *(coded.name for coded in sets), *DIRECTIONS),
    )
    for name, left_out in (("nothing", nullcontext()), *((part.name, part.left_out()) for part in PARTS)):
        tell(f"ablation: without {name}")
        with left_out:
            cells = [with_spread(k_means_amis(default(coded.segmentation), coded.first_codes, seeds)) for coded in sets]
            cosines = of_pairs(sentences, default(sentences), pairs)
        print_row(name, *cells, share(cosines), share(np.transpose(cosines)))
