"""All kept units of an extended run, with their vectors and what they were assigned to so far.

Manual codings of an extended run: those of the run, of new tables, and of further files.
The settings of a run, had back from its manifest.
Which of the documents given are new to a run, and who speaks in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import Settings, settings_from
from thememiner.corpus import join_codings, parts
from thememiner.errors import UsageError
from thememiner.intake import first_few
from thememiner.records import (
    MACHINE,
    SEGMENTED_COLUMNS,
    UNIT_COLUMNS,
    Coding,
    Corpus,
    Document,
    Embedding,
    Extent,
    Note,
    Run,
    Segmentation,
    Source,
    Theme,
    table,
)
from thememiner.workflows.manual_codings import ManualCodings, read_manual_codings

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
RESULTS = tuple(column.name for column in UNIT_COLUMNS[len(SEGMENTED_COLUMNS) :])
"""Columns that tell what became of a unit."""
FILES = (("segmentation", "user_dictionary"), ("description", "stop_words"))
"""Settings that name a file which is needed: a run keeps its name, but not where it lies."""
OF_THE_FIRST = (("discovery", "guide"),)
"""Those that name a file which played its part when the run was mined."""


@dataclass(frozen=True, slots=True)
class Material:
    """Units and vectors of earlier and new interviews, in the same order."""

    segmentation: Segmentation
    embedding: Embedding
    earlier: Mask
    """Shape (units,): the units of the run that is extended."""

    @property
    def kept(self) -> Mask:
        """Shape (units,): takes part in discovery."""
        return self.segmentation.units["kept"].to_numpy(bool)

    def by_id(self, mask: Mask) -> Rows:
        """Return the rows of the marked units in the order of their ids: the order of the input changes nothing."""
        rows = np.flatnonzero(mask)
        ids = self.segmentation.units["unit_id"].to_numpy(dtype=object)
        return rows[np.argsort(ids[rows])]

    def only(self, rows: Rows) -> tuple[Embedding, pd.DataFrame]:
        """Return some kept units with their vectors; a duplicate of a unit that is not among them is none."""
        units = self.segmentation.units.iloc[rows].reset_index(drop=True)
        inside = units["duplicate_of"].isin(set(units["unit_id"]))
        units = units.assign(duplicate_of=units["duplicate_of"].where(inside))
        of_rows = {name: getattr(self.embedding, name)[rows] for name in ("vectors", "contextual")}
        return replace(self.embedding, **of_rows), units


def results_so_far(run: Run, material: Material) -> pd.DataFrame:
    """Return the table of all units, ``UNIT_COLUMNS``, with what the run found; new units have nothing yet."""
    units = material.segmentation.units
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for name in RESULTS:
        columns[name] = np.full(len(units), None, dtype=object)
        columns[name][material.earlier] = run.units[name].to_numpy(dtype=object)
    columns["participant"][material.earlier] = run.units["participant"].to_numpy(dtype=object)
    return table(UNIT_COLUMNS, columns)


def subthemes_of(themes: tuple[Theme, ...]) -> dict[str, Theme]:
    """Return the sub-themes of all themes by id, in their order."""
    return {subtheme.theme_id: subtheme for theme in themes for subtheme in theme.subthemes}


def extent_of(units: pd.DataFrame) -> Extent:
    """Return how much material some units are."""
    return Extent(len(units), int(units["participant"].nunique()), int(units["doc_id"].nunique()))


def extended_codings(
    run: Run,
    corpus: Corpus,
    paths: Sequence[Path],
    settings: Settings,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
) -> ManualCodings:
    """Read further projects and tables of coded segments and put them beside the codings of the corpus.

    A coder who is known goes on in the same coding, if what was coded before is not coded otherwise now; else the
    further coding gets a name of its own.
    """
    known = {coding.coder: coding for coding in corpus.codings}
    further = read_manual_codings(paths, replace(corpus, codings=()), settings, format=format)
    parts = [_new_part(coding, known.get(coding.coder)) for coding in further.codings]
    joined = join_codings([*known.values(), *(part for part in parts if part is not None)])
    others = [coding for coding, part in zip(further.codings, parts, strict=True) if part is None]
    new_names = {coding.coder: _free(coding.coder, known) for coding in others}
    named = tuple(replace(coding, coder=new_names[coding.coder]) for coding in others)
    stored = [(coding["coder"], _source(coding)) for coding in run.manifest["codings"]]
    listed = {coder for coder, _ in stored}
    of_tables = [(coder, None) for coder in known if coder not in listed]
    of_files = [(new_names.get(coder, coder), source) for coder, source in further.sources]
    return replace(further, codings=(*joined, *named), sources=(*stored, *of_tables, *of_files))


def _new_part(coding: Coding, before: Coding | None) -> Coding | None:
    """Return the part of a coding that goes on where the coder stopped; None if it is a coding of its own."""
    if before is None:
        return None
    done = set(before.segments["doc_id"])
    again = coding.segments["doc_id"].isin(done)
    old = before.segments["doc_id"].isin(set(coding.segments["doc_id"]))
    if _coded(coding.segments[again]) != _coded(before.segments[old]):
        return None
    return replace(coding, segments=coding.segments[~again].reset_index(drop=True))


def _coded(segments: pd.DataFrame) -> set[tuple[str, int, int, str]]:
    return set(segments[["doc_id", "start", "end", "code_id"]].itertuples(index=False, name=None))


def _free(coder: str, known: dict[str, Coding]) -> str:
    """Return a coder's name, with a number behind it if it is taken."""
    number = 1
    while (name := coder if number == 1 else f"{coder} ({number})") in known:
        number += 1
    return name


def _source(coding: dict[str, str | None]) -> Source | None:
    path, sha256 = coding["path"], coding["sha256"]
    return Source(path, sha256, Path(path).suffix.lstrip("."), None) if path and sha256 else None


def remembered_settings(run: Run, given: Settings | None, *, place: str) -> Settings:
    """Return the settings that a run was made with.

    Of ``given`` counts only where files and the model's folder lie, and the encoding.

    Raises ``UsageError`` if the run was made with a file and ``given`` does not name it, and ``ConfigurationError`` if
    its settings are not those of this version.
    """
    stored = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in run.manifest["settings"].items()
    }
    found: dict[str, dict[str, Any]] = {"embedding": {"model": _model(stored, given)}}
    stored.get("embedding", {}).pop("model", None)
    for section, name in FILES:
        called = stored.get(section, {}).pop(name, None)
        if called is not None:
            found.setdefault(section, {})[name] = _file(called, given, section, name, place)
    for section, name in OF_THE_FIRST:
        called = stored.get(section, {}).pop(name, None)
        if called is not None:
            found.setdefault(section, {})[name] = Path(called)
    settings = settings_from(stored, folder=Path(), place=place)
    if given is not None and given.corpus.encoding:
        found["corpus"] = {"encoding": given.corpus.encoding}
    sections = {
        section: getattr(settings, section).model_copy(update=values) for section, values in sorted(found.items())
    }
    return settings.model_copy(update=sections)


def _model(stored: Mapping[str, Any], given: Settings | None) -> str:
    """Return the model's name; if it was a folder and ``given`` names one that is called so, that folder."""
    name = str(stored.get("embedding", {}).get("model", Settings().embedding.model))
    if given is not None and Path(given.embedding.model).name == name:
        return given.embedding.model
    return name


def _file(called: str, given: Settings | None, section: str, name: str, place: str) -> Path:
    path = getattr(getattr(given, section), name) if given is not None else None
    if isinstance(path, Path) and path.name == called:
        return path
    raise UsageError(
        f"the run was made with {section}.{name} = {called}, and does not store where that file lies.",
        place=place,
        remedy="Name the configuration of then with -c.",
    )


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A run's documents and new ones as one corpus."""

    corpus: Corpus
    """Of all documents; its codings are the manual ones of both, its problems and notes those of the new ones."""
    new: tuple[str, ...]
    """Ids of the new documents, sorted."""
    skipped: tuple[str, ...]
    """Ids of documents that are in the run already, letter for letter."""


def add_newcomers(run: Run, read: Corpus) -> Newcomers:
    """Put the documents that are new to a run beside its own.

    People are called as in the run, whatever the letters of their names (``ANNA``, ``Anna``). What the run knows of a
    person stays, and what is new is added.

    Raises ``UsageError`` if a document is in the run with another text, or if none is new.
    """
    known = {document.doc_id: document for document in run.documents}
    skipped = tuple(document.doc_id for document in read.documents if document.doc_id in known)
    _refuse_changed([d.doc_id for d in read.documents if d.doc_id in known and d.text != known[d.doc_id].text])
    new = [document for document in read.documents if document.doc_id not in known]
    if not new:
        raise UsageError(
            f"nothing new: {first_few(skipped)} {'is' if len(skipped) == 1 else 'are'} in the run already.",
            remedy="Give the new interviews.",
        )
    called = {parts(person).whole: person for document in run.documents for person in document.participants}
    documents = sorted([*run.documents, *(_renamed(document, called) for document in new)], key=lambda d: d.doc_id)
    of_people = dict(run.participants)
    for person, attributes in read.participants.items():
        name = called.get(parts(person).whole, person)
        of_people[name] = MappingProxyType({**attributes, **of_people.get(name, {})})
    manual = [coding for coding in run.codings if coding.coder != MACHINE]
    corpus = Corpus(
        documents=tuple(documents),
        participants=MappingProxyType(dict(sorted(of_people.items()))),
        codings=join_codings([*manual, *(_without(coding, skipped) for coding in read.codings)]),
        problems=read.problems,
        notes=(*read.notes, *_about(skipped), *_copies(run.documents, new), *_strangers(of_people, documents)),
    )
    return Newcomers(corpus, tuple(document.doc_id for document in new), skipped)


def _strangers(known: Mapping[str, Mapping[str, str]], documents: Sequence[Document]) -> list[Note]:
    """Note whose attributes are missing, if those of others are known."""
    people = sorted({person for document in documents for person in document.participants} - set(known))
    if not known or not people:
        return []
    text = f"nothing is known of {first_few(people)}. Put participants.csv beside the new interviews."
    return [Note("participants", text)]


def _refuse_changed(changed: Sequence[str]) -> None:
    if changed:
        them = "it" if len(changed) == 1 else "them"
        raise UsageError(
            f"{first_few(changed)}: in the run already, with another text.",
            remedy=f"To add {them} as new, give {them} another name; to put the new text in the place of the old, mine "
            "all transcripts again.",
        )


def _renamed(document: Document, called: Mapping[str, str]) -> Document:
    """Call the participants of a document as the run calls them."""
    turns = tuple(
        turn
        if turn.participant is None
        else replace(turn, participant=called.get(parts(turn.participant).whole, turn.participant))
        for turn in document.turns
    )
    return replace(document, turns=turns)


def _without(coding: Coding, skipped: Sequence[str]) -> Coding:
    """Leave out what is said of documents that are in the run: their coding is there too."""
    segments = coding.segments[~coding.segments["doc_id"].isin(skipped)].reset_index(drop=True)
    spans = coding.scope.spans
    left = None if spans is None else {name: ranges for name, ranges in spans.items() if name not in skipped}
    return replace(coding, segments=segments, scope=replace(coding.scope, spans=left))


def _about(skipped: Sequence[str]) -> list[Note]:
    return [Note(name, "is in the run already, letter for letter, and is not read again.") for name in skipped]


def _copies(known: Sequence[Document], new: Sequence[Document]) -> list[Note]:
    """Return a note for every new document whose text the run has under another name."""
    first = {document.text: document.doc_id for document in reversed(known)}
    return [
        Note(d.doc_id, f"has the same text as {first[d.text]} of the run. If it is there by mistake, take it out.")
        for d in new
        if d.text in first
    ]
