"""A corpus becomes a proposal, a stage a function; with the manual codings it becomes a run."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import ceiling
from thememiner.config import Permissions, Settings
from thememiner.description import Named, as_coding, assign, describe, name_by_model
from thememiner.discovery import discover
from thememiner.embedding import embed
from thememiner.records import Ceiling, Comparison, Corpus, Discovery, Embedding, Run, Segmentation, Theme
from thememiner.segmentation import segment
from thememiner.workflows.manifest import Found, manifest
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.pairwise import compare_all
from thememiner.workflows.progress import Journal
from thememiner.workflows.seeded import Guidance, guide


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found, and what seed themes pulled, if there are any."""

    discovery: Discovery
    guidance: Guidance | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the program proposes for a corpus."""

    units: pd.DataFrame
    """Columns ``UNIT_COLUMNS``."""
    embedding: Embedding
    discovery: Discovery
    themes: tuple[Theme, ...]
    guidance: Guidance | None = None
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A proposal beside the manual codings, and those beside each other."""

    comparisons: tuple[Comparison, ...]
    ceiling: tuple[Ceiling, ...]


def propose(corpus: Corpus, settings: Settings, journal: Journal, *, permissions: Permissions) -> Proposal:
    """Cut, embed, cluster and describe a corpus; manual codings are never seen here."""
    journal.begin("Cutting into meaning units")
    segmentation = segment(corpus, settings=settings)
    journal.begin("Embedding")
    embedding = embedded(corpus, segmentation, settings, permissions=permissions, on_batch=journal.step)
    journal.begin("Discovering themes")
    sought = seek(segmentation, embedding, settings, permissions=permissions)
    journal.begin("Describing themes")
    named = described(segmentation, embedding, sought, settings, permissions=permissions)
    return proposal_of(segmentation, embedding, sought, named)


def embedded(
    corpus: Corpus,
    segmentation: Segmentation,
    settings: Settings,
    *,
    permissions: Permissions,
    on_batch: Callable[[int, int], None] | None = None,
) -> Embedding:
    """Return the vectors of a corpus' meaning units."""
    forms = {document.doc_id: document.form for document in corpus.documents}
    return embed(segmentation, forms=forms, settings=settings.embedding, permissions=permissions, on_batch=on_batch)


def seek(segmentation: Segmentation, embedding: Embedding, settings: Settings, *, permissions: Permissions) -> Sought:
    """Return nested clusters of the meaning units, around seed themes if the settings name a file of them."""
    guidance = guide(embedding, segmentation.units, settings, permissions)
    discovery = discover(
        embedding,
        segmentation.units,
        settings=settings.discovery,
        seed=settings.seed,
        tokens=segmentation.tokens,
        guided=None if guidance is None else guidance.guided,
    )
    return Sought(discovery, guidance)


def described(
    segmentation: Segmentation,
    embedding: Embedding,
    sought: Sought,
    settings: Settings,
    *,
    permissions: Permissions,
) -> Named:
    """Return the themes with names, keywords and quotes, and how a language model came to the names, if it did."""
    themes = describe(sought.discovery, segmentation, embedding, settings=settings.description)
    named = name_by_model(themes, settings=settings.naming, seed=settings.seed, permissions=permissions)
    if sought.guidance is None:
        return named
    return replace(named, themes=sought.guidance.named(named.themes, sought.discovery))


def proposal_of(segmentation: Segmentation, embedding: Embedding, sought: Sought, named: Named) -> Proposal:
    """Put what the stages gave together."""
    units = assign(segmentation.units, sought.discovery)
    return Proposal(units, embedding, sought.discovery, named.themes, sought.guidance, named)


def beside(corpus: Corpus, proposal: Proposal, manual: ManualCodings, settings: Settings) -> Beside:
    """Compare a proposal with every manual coding, and people with each other."""
    coding = as_coding(proposal.units, proposal.themes)
    comparisons = compare_all(
        coding, manual.codings, proposal.units, corpus.documents, settings=settings.comparison, seed=settings.seed
    )
    people = ceiling(manual.codings, coding, proposal.units, settings=settings.comparison, seed=settings.seed)
    return Beside(comparisons, people)


def assemble(corpus: Corpus, proposal: Proposal, manual: ManualCodings, compared: Beside, settings: Settings) -> Run:
    """Put everything that the stages gave together as a run."""
    found = Found(
        corpus=corpus,
        units=proposal.units,
        embedding=proposal.embedding,
        discovery=proposal.discovery,
        themes=proposal.themes,
        coders=manual.sources,
        problems=(*corpus.problems, *manual.problems),
        notes=(*corpus.notes, *manual.notes, *(proposal.named.notes if proposal.named else ())),
        naming=proposal.named.record if proposal.named else {},
    )
    told = manifest(found, settings)
    guidance = proposal.guidance
    return Run(
        manifest=told if guidance is None else guidance.in_manifest(told, proposal.discovery),
        documents=corpus.documents,
        participants=corpus.participants,
        units=proposal.units,
        vectors=proposal.embedding.vectors,
        contextual=proposal.embedding.contextual,
        layout=_places(proposal),
        themes=proposal.themes,
        codings=(as_coding(proposal.units, proposal.themes), *manual.codings),
        comparisons=compared.comparisons,
        state={"centres": proposal.discovery.centres, **proposal.embedding.state},
        ceiling=compared.ceiling,
    )


def _places(proposal: Proposal) -> npt.NDArray[np.float32]:
    """Return a place on the map for every unit, shape (units, 2), NaN where set aside."""
    places = np.full((len(proposal.units), 2), np.nan, dtype=np.float32)
    places[proposal.units["kept"].to_numpy()] = proposal.discovery.layout
    return places
