"""Which themes recur in several corpora: those near each other in one space are grouped, at most one of a corpus.

The themes of the corpora of a batch beside each other, one configuration at a time.
Themes of all corpora in one space: what their key words and quotes mean, by one encoder fitted to all.
From when on themes of two corpora count as near, where that comes from, and how it is told.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.batch.plan import Plan
from thememiner.batch.summary.records import RecurringThemes, JobSummary, GroupMember, ThemeGroup
from thememiner.config import Permissions, Settings
from thememiner.records import Theme
from thememiner.workflows import encode_texts

FEWEST_CORPORA = 2
"""Corpora between which a theme can recur."""
NEARNESS_THRESHOLD = 0.4
"""Cosine of what two themes' key words and quotes mean (``embed_themes``).

Measured on ten coded data sets, English and Chinese, each cut in two halves that were mined by themselves (700 rows a
half; ``scripts/benchmark recurring``): of 44 themes that could have a counterpart in the other half, 39 were given one,
38 of them rightly by the manual codes. Of 178 that could be given one in another data set altogether, 5 were: by their
key words four are of one subject (parents, bank cards, cars, proof of identity), one is arguable (anxiety, being ill).
At 0.3 it was 40, 39 right, and 6, one of them unsound; at 0.5 39, 38 right, and 1. Key words in common and the centres
of the runs' own vectors find as many within a set, but little where studies use other words, or another language.
"""
NEARNESS_EXPLANATION = tuple(
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
Numbers = npt.NDArray[np.float64]
NOTHING_PERMITTED = Permissions()


def find_recurring_themes(plan: Plan, jobs: Sequence[JobSummary]) -> tuple[RecurringThemes, ...]:
    """Return the themes that recur under each configuration under which at least two corpora have any.

    The encoder is loaded only then. Vectors are kept for the next time unless a configuration says not to.
    """
    remember = all(job.settings.embedding.cache for job in plan.jobs)
    names = sorted({job.configuration for job in jobs})
    found = (_find_in_configuration(name, [job for job in jobs if job.configuration == name], remember=remember) for name in names)
    return tuple(alignment for alignment in found if alignment is not None)


def _find_in_configuration(configuration: str, jobs: Sequence[JobSummary], *, remember: bool) -> RecurringThemes | None:
    themes = [
        CorpusTheme(job.corpus, theme, f"{job.report}#{theme.theme_id}")
        for job in sorted(jobs, key=lambda job: job.corpus)
        if job.run
        for theme in job.run.themes
    ]
    corpora = {here.corpus for here in themes}
    if len(corpora) < FEWEST_CORPORA:
        return None

    vectors = embed_themes([here.theme for here in themes], remember=remember)
    return RecurringThemes(configuration, len(corpora), len(themes), group_themes(themes, vectors))


class CorpusTheme(NamedTuple):
    """A theme, the corpus it is of, and its address in the run's report."""

    corpus: str
    theme: Theme
    report: str


def group_themes(themes: Sequence[CorpusTheme], vectors: Numbers, *, near: float = NEARNESS_THRESHOLD) -> tuple[ThemeGroup, ...]:
    """Group themes of different corpora whose vectors, shape (themes, dimensions), of unit length or zeros, are near.

    Every two near themes, the nearest first, bring their groups together if these have no corpus in common and the
    mean cosine between them is at least ``near``, too. So no chain of small steps joins what is far apart. Themes that
    stay alone recur nowhere, and are in no group. Groups are sorted by how many corpora they are of, then by nearness.
    """
    cosines = np.clip(vectors @ vectors.T, -1, 1)
    groups = [
        _make_group([themes[index] for index in group], cosines[np.ix_(group, group)])
        for group in _group_indices([theme.corpus for theme in themes], cosines, near)
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one.members), -one.nearness, one.members[0].corpus)))


def _group_indices(corpora: Sequence[str], cosines: Numbers, near: float) -> list[list[int]]:
    """Return the groups of at least two, as lists of indices."""
    # For each theme its group and the corpora that this is of: one list, and one set, for all themes of a group.
    groups = [[index] for index in range(len(corpora))]
    of = [{corpus} for corpus in corpora]
    for one, other in _near_pairs(cosines, near):
        if of[one].isdisjoint(of[other]) and cosines[np.ix_(groups[one], groups[other])].mean() >= near:
            groups[one] += groups[other]
            of[one] |= of[other]
            for index in groups[other]:
                groups[index], of[index] = groups[one], of[one]
    return [sorted(group) for index, group in enumerate(groups) if len(group) > 1 and index == min(group)]


def _near_pairs(cosines: Numbers, near: float) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(np.triu(cosines >= near, k=1))
    order = np.lexsort((columns, rows, -cosines[rows, columns].round(9)))  # the last digits differ between machines
    return list(zip(rows[order].tolist(), columns[order].tolist(), strict=True))


def _make_group(themes: Sequence[CorpusTheme], cosines: Numbers) -> ThemeGroup:
    pairs = [float(cosines[one, other]) for one, other in combinations(range(len(themes)), 2)]
    means = (cosines.sum(axis=1) - cosines.diagonal()) / (len(themes) - 1)
    members = [
        GroupMember(here.corpus, here.theme, float(mean), here.report) for here, mean in zip(themes, means, strict=True)
    ]
    return ThemeGroup(tuple(sorted(members, key=lambda one: one.corpus)), sum(pairs) / len(pairs), min(pairs))


def embed_themes(themes: Sequence[Theme], *, remember: bool) -> Numbers:
    """Return a vector for each theme: unit length, or zeros if none of its words is known; shape (themes, dimensions).

    Key words and quotes weigh the same, however many quotes there are. The packaged bilingual encoder reads
    them, whatever model made the themes, and is fitted to all of them together, so that one space serves all corpora
    and both languages. The order of the themes changes nothing but the order of the rows. ``remember`` takes vectors
    of texts from the user's cache, where the quotes are if the runs were made with it, and puts others there.
    """
    parts = [_texts_of(theme) for theme in themes]
    texts = sorted({text for part in parts for group in part for text in group})
    settings = Settings()
    settings = settings.model_copy(update={"embedding": settings.embedding.model_copy(update={"cache": remember})})
    found = dict(zip(texts, encode_texts(texts, settings, NOTHING_PERMITTED), strict=True))
    means = [_normalize(np.mean([_mean_vector(group, found) for group in part], axis=0)) for part in parts]
    return np.array(means)


def _texts_of(theme: Theme) -> list[tuple[str, ...]]:
    """Return key words and quotes; a theme that has neither goes by its name."""
    quotes = tuple(dict.fromkeys(quote.text for quote in theme.quotes if quote.text.strip()))
    parts = [part for part in ((", ".join(theme.keywords),) if theme.keywords else (), quotes) if part]
    return parts or [(theme.name,)]


def _mean_vector(texts: Sequence[str], found: dict[str, Numbers]) -> Numbers:
    return np.asarray(np.mean([found[text] for text in texts], axis=0))


def _normalize(vector: Numbers) -> Numbers:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
