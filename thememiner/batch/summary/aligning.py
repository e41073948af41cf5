"""The themes of the corpora of a batch beside each other, one configuration at a time."""

from collections.abc import Sequence

from thememiner.batch.plan import Plan
from thememiner.batch.summary.records import Alignment, JobSummary
from thememiner.batch.summary.recurring import ThemeHere, recurring_themes

FEWEST = 2
"""Corpora between which a theme can recur."""


def alignments_of(plan: Plan, jobs: Sequence[JobSummary]) -> tuple[Alignment, ...]:
    """Return the themes that recur under each configuration under which at least two corpora have any.

    The encoder is loaded only then. Vectors are kept for the next time unless a configuration says not to.
    """
    remember = all(job.settings.embedding.cache for job in plan.jobs)
    names = sorted({job.configuration for job in jobs})
    found = (_alignment(name, [job for job in jobs if job.configuration == name], remember=remember) for name in names)
    return tuple(alignment for alignment in found if alignment is not None)


def _alignment(configuration: str, jobs: Sequence[JobSummary], *, remember: bool) -> Alignment | None:
    themes = [
        ThemeHere(job.corpus, theme, f"{job.report}#{theme.theme_id}")
        for job in sorted(jobs, key=lambda job: job.corpus)
        if job.run
        for theme in job.run.themes
    ]
    corpora = {here.corpus for here in themes}
    if len(corpora) < FEWEST:
        return None
    from thememiner.batch.summary.theme_vectors import theme_vectors  # noqa: PLC0415 - loads a model, and few need it

    vectors = theme_vectors([here.theme for here in themes], remember=remember)
    return Alignment(configuration, len(corpora), len(themes), recurring_themes(themes, vectors))
