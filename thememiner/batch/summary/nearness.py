"""From when on themes of two corpora count as near, where that comes from, and how it is told."""

NEAR = 0.4
"""Cosine of what two themes' key words and quotes mean (``theme_vectors``).

Measured on ten coded data sets, English and Chinese, each cut in two halves that were mined by themselves (700 rows a
half; ``scripts/benchmark recurring``): of 44 themes that could have a counterpart in the other half, 39 were given one,
38 of them rightly by the manual codes. Of 178 that could be given one in another data set altogether, 5 were: by their
key words four are of one subject (parents, bank cards, cars, proof of identity), one is arguable (anxiety, being ill).
At 0.3 it was 40, 39 right, and 6, one of them unsound; at 0.5 39, 38 right, and 1. Key words in common and the centres
of the runs' own vectors find as many within a set, but little where studies use other words, or another language.
"""
HOW_NEAR = tuple(
    """
Themes of different corpora that are near each other, at most one of each corpus. Nearness is the cosine, 1 at most, \
of what their key words and quotes mean, read by one model for all corpora and both languages, whichever model found \
the themes. Grouped are themes whose mean nearness is 0.40 or more.
Where that bound comes from: ten coded data sets were cut in halves, and each half was mined by itself. 39 of 44 \
themes were given a counterpart in the other half, 38 of them rightly by the manual codes; between two different data \
sets 5 of 178 were, four of them of one subject by their key words, the fifth arguably. Nearness is no \
proof: a group says what to read side by side.
""".strip().splitlines()
)
"""What it means, and where the bound comes from, a paragraph each."""
