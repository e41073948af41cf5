"""A corpus becomes a proposal, a line a stage; with the manual codings it becomes a run."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import ceiling
from thememiner.config import Permissions, Settings
from thememiner.description import Named, as_coding, assign, describe, name_by_model
from thememiner.discovery import discover
from thememiner.embedding import embed
from thememiner.records import Corpus, Discovery, Embedding, Run, Theme
from thememiner.segmentation import segment
from thememiner.workflows.comparing.pairs import compare_all
from thememiner.workflows.guidance import Guidance, guide
from thememiner.workflows.journal import Journal
from thememiner.workflows.manifest import Found, manifest
from thememiner.workflows.manual import ManualCodings


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


def propose(corpus: Corpus, settings: Settings, journal: Journal, *, permissions: Permissions) -> Proposal:
    """Cut, embed, cluster and describe a corpus; manual codings are never seen here."""
    journal.begin("Cutting into meaning units")
    segmentation = segment(corpus, settings=settings)
    journal.begin("Embedding")
    forms = {document.doc_id: document.form for document in corpus.documents}
    embedding = embed(
        segmentation, forms=forms, settings=settings.embedding, permissions=permissions, on_batch=journal.step
    )
    journal.begin("Discovering themes")
    guidance = guide(embedding, segmentation.units, settings, permissions)
    discovery = discover(
        embedding,
        segmentation.units,
        settings=settings.discovery,
        seed=settings.seed,
        tokens=segmentation.tokens,
        guided=None if guidance is None else guidance.guided,
    )
    journal.begin("Describing themes")
    themes = describe(discovery, segmentation, embedding, settings=settings.description)
    named = name_by_model(themes, settings=settings.naming, seed=settings.seed, permissions=permissions)
    themes = named.themes
    if guidance is not None:
        themes = guidance.named(themes, discovery)
    return Proposal(assign(segmentation.units, discovery), embedding, discovery, themes, guidance, named)


def assemble(corpus: Corpus, proposal: Proposal, manual: ManualCodings, settings: Settings) -> Run:
    """Compare a proposal with the manual codings, and put everything together as a run."""
    coding = as_coding(proposal.units, proposal.themes)
    comparisons = compare_all(
        coding, manual.codings, proposal.units, corpus.documents, settings=settings.comparison, seed=settings.seed
    )
    people = ceiling(manual.codings, coding, proposal.units, settings=settings.comparison, seed=settings.seed)
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
        codings=(coding, *manual.codings),
        comparisons=comparisons,
        state={"centres": proposal.discovery.centres, **proposal.embedding.state},
        ceiling=people,
    )


def _places(proposal: Proposal) -> npt.NDArray[np.float32]:
    """Return a place on the map for every unit, shape (units, 2), NaN where set aside."""
    places = np.full((len(proposal.units), 2), np.nan, dtype=np.float32)
    places[proposal.units["kept"].to_numpy()] = proposal.discovery.layout
    return places
