"""From when on themes of two corpora count as near, where that comes from, and how it is told."""

NEAR = 0.4
"""Cosine of what two themes' key words and quotes mean (``theme_vectors``).

Measured on nine coded data sets, English and Chinese, each cut in two halves that were mined by themselves (700 rows a
half): of 39 themes that could have a counterpart in the other half, 34 were given one, 33 of them the theme with the
most of the manual codes in common. Of 157 that could be given one in another data set altogether, 4 were, all of the
same subject (bank cards, engine oil, logging in, work). At 0.3 it was 36, 34 right, and 7, not all of them sound; at
0.5 33, 32 right, and 2. Three key words in common gave 35, 34 right, but only one of those four, as did the centres of
the runs' own vectors, and that a doubtful one: they tell little where studies use other words, or another language.
"""
HOW_NEAR = tuple(
    """
Themes of different corpora that are near each other, at most one of each corpus. Nearness is the cosine, 1 at most, \
of what their key words and quotes mean, read by one model for all corpora and both languages, whichever model found \
the themes. Grouped are themes whose mean nearness is 0.40 or more.
Where that bound comes from: nine coded data sets were cut in halves, and each half was mined by itself. 34 of 39 \
themes were given a counterpart in the other half, 33 of them rightly by the manual codes; between two different data \
sets 4 of 157 were, all of the same subject. Nearness is no proof: a group says what to read side by side.
""".strip().splitlines()
)
"""What it means, and where the bound comes from, a paragraph each."""
