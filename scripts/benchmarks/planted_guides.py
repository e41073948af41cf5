"""Interviews in which an invented guide is planted: its questions take the place of some that were really asked.

All else is left as it is: the other questions, the answers and their order. So it is known which question of the guide
each turn asks, and wordings, order and the questions that are asked can be varied.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.coded_sets import DATA, read_rows
from benchmarks.context import encode_context_units
from thememiner import read_corpus, segment
from thememiner.records import Corpus, Document, Form, Role, Source, Turn

ROOT = Path(__file__).resolve().parents[2]
WORDINGS = Path(__file__).with_name("guide_wordings.tsv")
MARK = "wordings:"
"""Begins the name of a document that holds the wordings of a question, so that all are encoded together."""
DEMONSTRATIONS = {"peerworkers-en": "en", "daycare-zh": "zh"}
Vectors = npt.NDArray[np.float32]
Wording = Literal["one", "mostly one", "one an interviewer", "any"]


@dataclass(frozen=True)
class Material:
    """Interviews with the vectors of their units."""

    units: pd.DataFrame
    vectors: Vectors
    forms: dict[str, Form]

    def select(self, documents: Sequence[str]) -> "Material":
        """Return some of the interviews."""
        chosen = self.units["doc_id"].isin(documents).to_numpy(bool)
        return Material(self.units[chosen].reset_index(drop=True), self.vectors[chosen], self.forms)

    @property
    def documents(self) -> list[str]:
        """The interviews, without the wordings of guides."""
        return [name for name in self.units["doc_id"].unique() if not name.startswith(MARK)]


@dataclass(frozen=True)
class Planting:
    """How a guide is planted."""

    guides: tuple[str, ...]
    """Each interview has the next one."""
    wording: Wording = "mostly one"
    left_out: float = 0.0
    """Share of the questions that an interview leaves out."""
    shuffled: float = 0.0
    """Share of the interviews in which the order is random; of the others, three in ten swap two neighbours."""
    interviews: int | None = None


def read_guides() -> dict[tuple[str, str], dict[str, list[str]]]:
    """Return the wordings of each question, by guide and language."""
    guides: dict[tuple[str, str], dict[str, list[str]]] = {}
    with WORDINGS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            wordings = row["wordings"].split(" | ")
            guides.setdefault((row["guide"], row["language"]), {})[row["question"]] = wordings
    return guides


def read_material(*names: str) -> Material:
    """Read and encode interviews together with the wordings of all guides in their languages.

    The names are those of the demonstration corpora, or ``counselling`` for the dialogues of ``../shared/data``.
    """
    languages = {DEMONSTRATIONS.get(name, "en") for name in names}
    documents = [document for name in names for document in _read_documents(name)]
    documents += [
        _to_document(f"{MARK}{guide}:{language}:{question}", wordings)
        for (guide, language), questions in read_guides().items()
        if language in languages
        for question, wordings in questions.items()
    ]
    segmentation = segment(Corpus(tuple(documents)))
    return Material(segmentation.units, encode_context_units(segmentation), dict(segmentation.forms))


def has_counselling() -> bool:
    """Return whether the counselling dialogues are there, in which no guide is."""
    return (DATA / "en_annomi").is_dir()


def _read_documents(name: str) -> Sequence[Document]:
    if name in DEMONSTRATIONS:
        return read_corpus(ROOT / "corpora" / name / "transcripts").documents
    return read_rows("en_annomi", order="id", speakers={"interviewer": "therapist"}).corpus.documents


def _to_document(name: str, wordings: Sequence[str]) -> Document:
    text, turns = "", []
    for wording in wordings:
        turns.append(Turn(len(text), len(text) + len(wording), "I", Role.INTERVIEWER, None))
        text += f"{wording}\n"
    return Document(name, text, Form.DIALOGUE, tuple(turns), Source(name, "", "", None))


def plant(material: Material, planting: Planting, *, seed: int) -> tuple[Material, dict[tuple[str, int], str]]:
    """Return interviews with planted questions, and the question of each planted turn by document and turn."""
    rng = np.random.default_rng(seed)
    truth: dict[tuple[str, int], str] = {}
    tables, vectors = [], []
    for number, name in enumerate(material.documents[: planting.interviews]):
        guide = planting.guides[number % len(planting.guides)]
        own = material.units.index[material.units["doc_id"] == name]
        questions = _list_wordings(material, guide, name)
        chosen = _choose_turns(material.units.loc[own], list(questions), planting, rng)
        table, rows = material.units.loc[own].copy(), np.array(own)
        is_left = np.ones(len(own), dtype=bool)
        for turn, question in chosen.items():
            wordings = questions[question]
            source = wordings[_choose_wording(planting.wording, len(wordings), number, rng)]
            here = np.flatnonzero((table["turn"] == turn).to_numpy())
            table.iloc[here[0], table.columns.get_indexer(pd.Index(["text", "language"]))] = material.units.loc[
                source, ["text", "language"]
            ].to_numpy()
            rows[here[0]] = source
            is_left[here[1:]] = False
            truth[name, turn] = question
        tables.append(table[is_left])
        vectors.append(material.vectors[rows[is_left]])
    return Material(pd.concat(tables, ignore_index=True), np.concatenate(vectors), material.forms), truth


def _list_wordings(material: Material, guide: str, document: str) -> dict[str, list[int]]:
    """Return the rows of the wordings of each question, in the language of most of the document."""
    language = material.units.loc[material.units["doc_id"] == document, "language"].mode()[0]
    begin = f"{MARK}{guide}:{language}:"
    rows = material.units[material.units["doc_id"].str.startswith(begin)]
    first = rows[~rows.duplicated(["doc_id", "turn"])]
    return {str(name).removeprefix(begin): list(own.index) for name, own in first.groupby("doc_id", sort=False)}


def _choose_turns(
    units: pd.DataFrame, questions: list[str], planting: Planting, rng: np.random.Generator
) -> dict[int, str]:
    """Return the turns of an interviewer that become questions of the guide, spread over the interview."""
    turns = sorted(units.loc[units["role"] == Role.INTERVIEWER.value, "turn"].unique())
    order = list(range(len(questions)))
    if rng.random() < planting.shuffled:
        rng.shuffle(order)
    elif rng.random() < 0.3:  # noqa: PLR2004 - three interviews in ten
        at = int(rng.integers(len(order) - 1))
        order[at], order[at + 1] = order[at + 1], order[at]
    order = [at for at in order if rng.random() >= planting.left_out]
    places = (np.arange(len(order)) + 0.5 + rng.uniform(-0.35, 0.35, len(order))) / len(order) * len(turns)
    places = np.maximum.accumulate(places.astype(int) - np.arange(len(order))) + np.arange(len(order))
    return {int(turns[place]): questions[at] for at, place in zip(order, places, strict=True) if place < len(turns)}


def _choose_wording(wording: Wording, count: int, interview: int, rng: np.random.Generator) -> int:
    if wording == "one":
        return 0
    if wording == "one an interviewer":
        return interview % 2 if rng.random() < 0.8 else int(rng.integers(count))  # noqa: PLR2004 - four in five
    if wording == "mostly one" and rng.random() < 0.6:  # noqa: PLR2004 - three in five
        return 0
    return int(rng.integers(count))
