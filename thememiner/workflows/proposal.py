"""A corpus becomes a proposal, a line a stage; with the manual codings it becomes a run."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import compare
from thememiner.config import Permissions, Settings
from thememiner.description import as_coding, assign, describe
from thememiner.discovery import discover
from thememiner.embedding import embed
from thememiner.records import Corpus, Discovery, Embedding, Run, Theme
from thememiner.segmentation import segment
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
    discovery = discover(embedding, segmentation.units, settings=settings.discovery, seed=settings.seed)
    journal.begin("Describing themes")
    themes = describe(discovery, segmentation, embedding, settings=settings.description)
    return Proposal(assign(segmentation.units, discovery), embedding, discovery, themes)


def assemble(corpus: Corpus, proposal: Proposal, manual: ManualCodings, settings: Settings) -> Run:
    """Compare a proposal with the manual codings, and put everything together as a run."""
    coding = as_coding(proposal.units, proposal.themes)
    comparisons = [compare(other, coding, proposal.units, settings=settings.comparison) for other in manual.codings]
    found = Found(
        corpus=corpus,
        units=proposal.units,
        embedding=proposal.embedding,
        discovery=proposal.discovery,
        themes=proposal.themes,
        coders=manual.sources,
        problems=(*corpus.problems, *manual.problems),
        notes=(*corpus.notes, *manual.notes),
    )
    return Run(
        manifest=manifest(found, settings),
        documents=corpus.documents,
        participants=corpus.participants,
        units=proposal.units,
        vectors=proposal.embedding.vectors,
        contextual=proposal.embedding.contextual,
        layout=_places(proposal),
        themes=proposal.themes,
        codings=(coding, *manual.codings),
        comparisons=tuple(comparisons),
        state={"centres": proposal.discovery.centres, **proposal.embedding.state},
    )


def _places(proposal: Proposal) -> npt.NDArray[np.float32]:
    """Return a place on the map for every unit, shape (units, 2), NaN where set aside."""
    places = np.full((len(proposal.units), 2), np.nan, dtype=np.float32)
    places[proposal.units["kept"].to_numpy()] = proposal.discovery.layout
    return places
