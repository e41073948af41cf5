"""Themes that recur in several corpora: similar themes are grouped, at most one from each corpus."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.batch.plan import Plan
from thememiner.batch.summary.records import GroupMember, JobSummary, RecurringThemes, ThemeGroup
from thememiner.config import Permissions, Settings
from thememiner.records import Theme
from thememiner.workflows import encode_texts

FEWEST_CORPORA = 2
"""Number of corpora with themes from which on recurring themes are looked for."""
NEARNESS_THRESHOLD = 0.4
"""Least cosine between the vectors of two near themes (``embed_themes``).

Measured on ten coded data sets, English and Chinese, each divided into two halves that were mined separately (700 rows
a half; ``scripts/benchmark recurring``). Of 44 themes that could have a counterpart in the other half, 39 were given
one, 38 of them correctly according to the manual codes. Of 178 themes that could be given one in another data set, 5
were: by their key words four are on one subject (parents, bank cards, cars, proof of identity), and one is arguable
(anxiety, being ill). At 0.3, 40 were given one, 39 correctly, and 6 in another data set, one of them wrongly; at 0.5,
39, 38 correctly, and 1. Counting common key words, or comparing the centres of the runs' own vectors, finds as many
within a data set, but few where studies use other words or another language.
"""
NEARNESS_EXPLANATION = tuple(
    """
Similar themes of different corpora are grouped, with at most one theme from each corpus. Nearness is the cosine \
similarity, at most 1, between the key words and quotes of two themes. One model reads them for all corpora and both \
languages, whichever model found the themes. A group has a mean nearness of 0.40 or more.
How the threshold was chosen: ten coded data sets were divided into halves, and each half was mined separately. 39 of \
44 themes were given a counterpart in the other half, 38 of them correctly according to the manual codes. Between two \
different data sets 5 of 178 were; by their key words, four of them are on one subject, and the fifth is arguable. \
Nearness is not proof: a group shows which themes to read side by side.
""".strip().splitlines()
)
"""What nearness means, and how the threshold was chosen; one paragraph each."""
Numbers = npt.NDArray[np.float64]
NOTHING_PERMITTED = Permissions()


class CorpusTheme(NamedTuple):
    """A theme with its corpus and its address in the run's report."""

    corpus: str
    theme: Theme
    report: str


def find_recurring_themes(plan: Plan, jobs: Sequence[JobSummary]) -> tuple[RecurringThemes, ...]:
    """Return the recurring themes of each configuration under which at least two corpora have themes.

    The encoder is loaded only if there is such a configuration. Vectors are cached unless a configuration of the plan
    turns the cache off.
    """
    use_cache = all(job.settings.embedding.cache for job in plan.jobs)
    names = sorted({job.configuration for job in jobs})
    recurring = (
        _find_in_configuration(name, [job for job in jobs if job.configuration == name], use_cache=use_cache)
        for name in names
    )
    return tuple(themes for themes in recurring if themes is not None)


def _find_in_configuration(
    configuration: str, jobs: Sequence[JobSummary], *, use_cache: bool
) -> RecurringThemes | None:
    themes = [
        CorpusTheme(job.corpus, theme, f"{job.report}#{theme.theme_id}")
        for job in sorted(jobs, key=lambda job: job.corpus)
        if job.run
        for theme in job.run.themes
    ]
    corpora = {theme.corpus for theme in themes}
    if len(corpora) < FEWEST_CORPORA:
        return None

    vectors = embed_themes([theme.theme for theme in themes], use_cache=use_cache)
    return RecurringThemes(configuration, len(corpora), len(themes), group_themes(themes, vectors))


def group_themes(
    themes: Sequence[CorpusTheme], vectors: Numbers, *, near: float = NEARNESS_THRESHOLD
) -> tuple[ThemeGroup, ...]:
    """Group themes of different corpora whose vectors are near each other.

    ``vectors`` has the shape (themes, dimensions); each row has unit length or is zero. Pairs with a cosine of at
    least ``near`` are visited from the nearest to the farthest. The groups of the two themes are merged if they have
    no corpus in common and the mean cosine between them is at least ``near``, too. So a chain of small steps never
    joins themes that are far apart. Themes that stay alone are in no group. Groups are sorted by their number of
    corpora, then by nearness.
    """
    cosines = np.clip(vectors @ vectors.T, -1, 1)
    groups = [
        _make_group([themes[index] for index in group], cosines[np.ix_(group, group)])
        for group in _group_indices([theme.corpus for theme in themes], cosines, near)
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group.members), -group.nearness, group.members[0].corpus)))


def _group_indices(corpora: Sequence[str], cosines: Numbers, near: float) -> list[list[int]]:
    """Return the groups of at least two themes, as lists of indices."""
    # For each theme, its group and the corpora of that group: all themes of a group share one list and one set.
    groups = [[index] for index in range(len(corpora))]
    group_corpora = [{corpus} for corpus in corpora]
    for one, other in _near_pairs(cosines, near):
        is_disjoint = group_corpora[one].isdisjoint(group_corpora[other])
        if is_disjoint and cosines[np.ix_(groups[one], groups[other])].mean() >= near:
            groups[one] += groups[other]
            group_corpora[one] |= group_corpora[other]
            for index in groups[other]:
                groups[index], group_corpora[index] = groups[one], group_corpora[one]
    return [sorted(group) for index, group in enumerate(groups) if len(group) > 1 and index == min(group)]


def _near_pairs(cosines: Numbers, near: float) -> list[tuple[int, int]]:
    """Return the pairs of near themes, the nearest first."""
    rows, columns = np.nonzero(np.triu(cosines >= near, k=1))
    order = np.lexsort((columns, rows, -cosines[rows, columns].round(9)))  # the last digits differ between machines
    return list(zip(rows[order].tolist(), columns[order].tolist(), strict=True))


def _make_group(themes: Sequence[CorpusTheme], cosines: Numbers) -> ThemeGroup:
    pairs = [float(cosines[one, other]) for one, other in combinations(range(len(themes)), 2)]
    means = (cosines.sum(axis=1) - cosines.diagonal()) / (len(themes) - 1)
    members = [
        GroupMember(theme.corpus, theme.theme, float(mean), theme.report)
        for theme, mean in zip(themes, means, strict=True)
    ]
    return ThemeGroup(tuple(sorted(members, key=lambda member: member.corpus)), sum(pairs) / len(pairs), min(pairs))


def embed_themes(themes: Sequence[Theme], *, use_cache: bool) -> Numbers:
    """Return a vector for each theme, shape (themes, dimensions); unit length, or zeros if no word of it is known.

    Key words and quotes have equal weight, however many quotes there are. The packaged bilingual encoder reads them,
    whichever model made the themes, and is fitted to all themes together, so that one space serves all corpora and
    both languages. The vector of a theme does not depend on the order of the themes. With ``use_cache`` vectors of
    texts are read from the user's cache and added to it; quotes are there already if the runs were made with it.
    """
    parts = [_texts_of(theme) for theme in themes]
    texts = sorted({text for part in parts for group in part for text in group})
    settings = Settings()
    settings = settings.model_copy(update={"embedding": settings.embedding.model_copy(update={"cache": use_cache})})
    vectors = dict(zip(texts, encode_texts(texts, settings, NOTHING_PERMITTED), strict=True))
    means = [_normalize(np.mean([_mean_vector(group, vectors) for group in part], axis=0)) for part in parts]
    return np.array(means)


def _texts_of(theme: Theme) -> list[tuple[str, ...]]:
    """Return the key words and the quotes of a theme; its name if it has neither."""
    quotes = tuple(dict.fromkeys(quote.text for quote in theme.quotes if quote.text.strip()))
    parts = [part for part in ((", ".join(theme.keywords),) if theme.keywords else (), quotes) if part]
    return parts or [(theme.name,)]


def _mean_vector(texts: Sequence[str], vectors: dict[str, Numbers]) -> Numbers:
    return np.asarray(np.mean([vectors[text] for text in texts], axis=0))


def _normalize(vector: Numbers) -> Numbers:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
