"""What each stage does: the one file of a batch that brings in the heavy libraries."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from thememiner.batch.plan import Job
from thememiner.batch.stages import Work
from thememiner.config import Permissions
from thememiner.corpus import read_corpus
from thememiner.description import Named, assign, refuse_unusable_namer
from thememiner.embedding import refuse_unusable_model
from thememiner.records import Corpus, Embedding, Run, Saturation, Segmentation
from thememiner.runs import refuse_existing
from thememiner.segmentation import segment
from thememiner.workflows import (
    Beside,
    ManualCodings,
    Proposal,
    Sought,
    assemble,
    beside,
    described,
    embedded,
    is_wanted,
    proposal_of,
    read_manual_codings,
    refuse_unusable_guide,
    saturation_of,
    seek,
    some_documents,
)


def refuse_unusable(job: Job, permissions: Permissions) -> None:
    """Raise now what would be wrong after hours of work: a run's folder, a seed theme's file, a model. Cheap."""
    refuse_existing(job.folder, replace=True)
    refuse_unusable_guide(job.settings)
    refuse_unusable_model(job.settings.embedding, permissions)
    refuse_unusable_namer(job.settings.naming, permissions)


def _read(work: Work) -> Corpus:
    return some_documents(read_corpus(work.job.paths, settings=work.settings))


def _read_gold(work: Work) -> ManualCodings:
    return read_manual_codings(work.job.gold, work.of("read"), work.settings)


def _segment(work: Work) -> Segmentation:
    return segment(work.of("read"), settings=work.settings)


def _embed(work: Work) -> Embedding:
    return embedded(
        work.of("read"), work.of("segment"), work.settings, permissions=work.permissions, on_batch=work.on_step
    )


def _discover(work: Work) -> Sought:
    return seek(work.of("segment"), work.of("embed"), work.settings, permissions=work.permissions)


def _describe(work: Work) -> Named:
    found = (work.of("segment"), work.of("embed"), work.of("discover"))
    return described(*found, work.settings, permissions=work.permissions)


def _compare(work: Work) -> Beside:
    return beside(work.of("read"), _proposal(work), work.of("gold"), work.settings)


def _saturate(work: Work) -> Saturation | None:
    settings = work.settings
    units = assign(work.of("segment").units, work.of("discover").discovery)
    if not is_wanted(units, settings.saturation):
        return None
    return saturation_of(
        units,
        work.of("embed").contextual,
        settings=settings.saturation,
        discovery=settings.discovery,
        seed=settings.seed,
        on_step=work.on_step,
    )


def _proposal(work: Work) -> Proposal:
    return proposal_of(work.of("segment"), work.of("embed"), work.of("discover"), work.of("describe"))


def finished_run(work: Work) -> Run:
    """Put the results of all stages together as a run."""
    run = assemble(work.of("read"), _proposal(work), work.of("gold"), work.of("compare"), work.settings)
    return replace(run, saturation=work.of("saturate"))


WORK: Mapping[str, Callable[[Work], object]] = MappingProxyType(
    {
        "read": _read,
        "gold": _read_gold,
        "segment": _segment,
        "embed": _embed,
        "discover": _discover,
        "describe": _describe,
        "compare": _compare,
        "saturate": _saturate,
    }
)
"""By stage, what gives its result."""
