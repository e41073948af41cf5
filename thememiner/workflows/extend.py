"""New interviews come to a run: what fits, what is a new candidate and what weakened, in a run of its own."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from thememiner.config import Permissions, Settings
from thememiner.corpus import read_corpus
from thememiner.embedding import BILINGUAL, embed_further, refuse_unusable_model
from thememiner.errors import UsageError
from thememiner.records import Corpus, Embedding, Extension, Note, Run
from thememiner.runs import FORMAT, manifest_hash, open_run
from thememiner.segmentation import segment_further
from thememiner.workflows.derived_runs import refuse_target
from thememiner.workflows.extension import (
    Findings,
    Material,
    Newcomers,
    add_newcomers,
    as_extension,
    extended_codings,
    find_changes,
    remembered_settings,
    summary_of,
)
from thememiner.workflows.manual_codings import ManualCodings, refuse_unusable_format
from thememiner.workflows.mine import some_documents, write_with_pages
from thememiner.workflows.pipeline import Proposal, assemble, beside
from thememiner.workflows.progress import Journal, Progress, silent
from thememiner.workflows.saturation import with_saturation

NOTHING_PERMITTED = Permissions()
OF_THE_FIRST = ("guide", "naming")
"""Parts of a manifest that tell how the themes came about that are there still."""


def extend(  # noqa: PLR0913 - a run, what comes to it, how it is read, and where the result goes
    run: Path | str,
    paths: Sequence[Path] | Path | str,
    folder: Path | str | None = None,
    *,
    given: Settings | None = None,
    manual: Sequence[Path] = (),
    manual_format: str | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    replace: bool = False,
    progress: Progress = silent,
) -> Run:
    """Add new interviews to the run in a folder, and say what fits, what is a new candidate and what weakened.

    Every theme keeps its id and its name, every earlier unit its sub-theme; the run itself is not altered. Settings
    are those of the run; of ``given`` counts what a run does not store: where files, and a model's folder, lie, and
    the encoding of the new files. Documents that the run has already are skipped. With ``folder`` the extended run
    is written there, with its report, as a whole or not at all. The rules are those of ``Extension.rules``.

    Raises ``UsageError`` if nothing is new, a document is in the run with another text, something is needed that the
    run does not store, or the run is of an earlier version or of the sub-themes of one code; ``ModelError`` if the
    model is another one than the run's; and what ``mine`` raises.
    """
    run = Path(run)
    paths = [Path(paths)] if isinstance(paths, str | Path) else paths
    folder = None if folder is None else Path(folder)
    if folder is not None:
        refuse_target(folder, run, replace=replace)
    refuse_unusable_format(manual_format, manual)
    parent = open_run(run)
    _refuse_unfit(parent, run)
    settings = remembered_settings(parent, given, place=str(run))
    refuse_unusable_model(settings.embedding, permissions)
    journal = Journal(progress)
    journal.begin("Reading transcripts")
    newcomers = add_newcomers(parent, some_documents(read_corpus(paths, settings=settings)))
    material = _material(parent, newcomers, settings, journal, permissions=permissions)
    findings = find_changes(parent, material, settings, journal)
    journal.begin("Comparing with manual coding")
    codings = extended_codings(parent, newcomers.corpus, manual, settings, format=manual_format)
    extension = as_extension(findings, material, newcomers, parent=run.resolve().name, parent_sha256=manifest_hash(run))
    extended = with_saturation(
        _assembled(parent, extension, newcomers.corpus, material, findings, codings, settings), journal
    )
    if folder is not None:
        journal.begin("Writing the report")
        write_with_pages(extended, folder, log={"extend.json": journal.as_json()}, replace=replace)
    return extended


def _refuse_unfit(parent: Run, run: Path) -> None:
    if parent.manifest["format"] < FORMAT:
        raise UsageError(
            f"was mined by version {parent.manifest['version']}, whose themes this one cannot go on with.",
            place=str(run),
            remedy="Mine all transcripts together.",
        )
    if "code" in parent.manifest:
        raise UsageError(
            "holds the sub-themes of one code, and nobody has said which new units carry that code.",
            place=str(run),
            remedy="Extend the run that it comes from, and look into the code again.",
        )


def _material(
    parent: Run, newcomers: Newcomers, settings: Settings, journal: Journal, *, permissions: Permissions
) -> Material:
    """Cut and embed the new documents; what is known of the earlier ones stays."""
    corpus = newcomers.corpus
    journal.begin("Cutting into meaning units")
    known = [document.doc_id for document in parent.documents]
    segmentation, earlier = segment_further(corpus, parent.units, known, settings=settings)
    _refuse_nothing_said(segmentation.units[~earlier])
    journal.begin("Embedding")
    state = {name: array for name, array in parent.state.items() if name != "centres"}
    before = Embedding(parent.vectors, parent.contextual, "", parent.manifest["encoder"], state)
    embedding = embed_further(
        segmentation,
        earlier,
        before,
        forms={document.doc_id: document.form for document in corpus.documents},
        settings=settings.embedding,
        permissions=permissions,
        on_batch=journal.step,
    )
    return Material(segmentation, embedding, earlier)


def _assembled(
    parent: Run,
    extension: Extension,
    corpus: Corpus,
    material: Material,
    findings: Findings,
    codings: ManualCodings,
    settings: Settings,
) -> Run:
    """Put everything together as a run that names its parent."""
    proposal = Proposal(findings.units, material.embedding, findings.discovery, findings.themes)
    corpus = _with_note_on_language(corpus, material, settings)
    run = assemble(corpus, proposal, codings, beside(corpus, proposal, codings, settings), settings)
    manifest = {
        **run.manifest,
        **{name: parent.manifest[name] for name in OF_THE_FIRST if name in parent.manifest},
        "parent": {"folder": extension.parent, "sha256": extension.parent_sha256},
        "summary": f"{run.manifest['summary']} {summary_of(extension)}",
    }
    return dataclasses.replace(run, manifest=manifest, extension=extension)


def _refuse_nothing_said(new: pd.DataFrame) -> None:
    if not new["kept"].any():
        raise UsageError(
            "nothing to extend by: the new documents have no meaning unit of a participant.",
            remedy="Check who is taken for an interviewer (settings [speakers]).",
        )


def _with_note_on_language(corpus: Corpus, material: Material, settings: Settings) -> Corpus:
    """Say if a language came in of which nothing was known when the vectors were centred."""
    languages = material.segmentation.units["language"].where(material.kept, "")
    chinese = languages.isin(["zh", "mixed"]).to_numpy(bool)
    other = (languages == "en").to_numpy(bool)
    new = [
        name
        for name, own in (("Chinese", chinese), ("English", other))
        if own[~material.earlier].any() and not own[material.earlier].any()
    ]
    if settings.embedding.model != BILINGUAL or not new:
        return corpus
    text = "is new to the run: its units may lie near each other for their language alone. Better mine all together."
    return dataclasses.replace(corpus, notes=(*corpus.notes, *(Note(name, text) for name in new)))
