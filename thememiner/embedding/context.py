"""Context: add to a unit's vector what surrounds it in its document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import blank_marks, is_back_channel, is_question
from thememiner.records import ExclusionReason, Form, Role

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_WORD = re.compile(r"[^\W_]")

MIN_UNITS_RUNNING_TEXT = 30
"""Median of kept units from which prose counts as running text. In reviews of nine sentences context did harm."""


@dataclass(frozen=True, slots=True)
class ContextWeights:
    """The weights of what surrounds a unit; the unit's own vector has weight 1.

    The defaults were chosen with ``scripts/benchmark context``; near them the figures hardly change.
    """

    neighbour: float = 0.5
    """Weight of an adjacent unit, 0 to 1; at a greater distance, this to the power of the distance."""
    reach: int = 3
    """Neighbours on each side, whoever speaks."""
    question: float = 0.5
    """Least weight of the question that the unit answers, however far back it was asked; 0 to 1."""
    voice: float = 1.0
    """Share of the document's mean vector to remove, 0 to 1: a person's way of speaking is not a theme."""
    voice_units: int = 10
    """Number of kept units with which half of that share is removed: the mean of a few units is not a voice."""

    @property
    def sentence(self) -> str:
        """The weights in words, for a methods section."""
        near = ", ".join(f"{self.neighbour**distance:.3g}" for distance in range(1, self.reach + 1))
        share = "" if self.voice == 1 else f"{self.voice:.0%} of "
        return (
            f"There the vectors of the {self.reach} units before and the {self.reach} units after each unit were added "
            f"to its own, whoever spoke (weights {near}; its own: 1), and that of the question it answers (weight at "
            f"least {self.question:g}). Then {share}the document's mean vector was removed, less of it in documents of "
            "few units."
        )


DEFAULT_WEIGHTS = ContextWeights()


@dataclass(frozen=True, slots=True)
class ContextScope:
    """The documents in which units have context, and the reason in words."""

    documents: frozenset[str]
    reason: str

    def describe(self, weights: ContextWeights) -> str:
        """Return the reason in words, and how context was added if there is any."""
        return f"{self.reason} {weights.sentence}" if self.documents else self.reason


def choose_context_scope(
    units: pd.DataFrame, forms: Mapping[str, Form], *, setting: Literal["auto", "on", "off"] = "auto"
) -> ContextScope:
    """Choose the documents in which units have context.

    ``forms`` gives the form of each document of ``units``. With the setting "auto", context is on in dialogues and
    running text, where the order of units matters. It is off in rows of a table, which are independent answers, and in
    short texts, where each sentence tends to raise another subject. A document of fewer than two kept units has none.
    """
    counts = units.loc[units["kept"], "doc_id"].value_counts()
    several = sorted(str(name) for name in counts.index[counts > 1])
    if setting == "off":
        return ContextScope(frozenset(), "Off: the setting embedding.context says so.")
    if setting == "on":
        return ContextScope(frozenset(several), "On in every document: the setting embedding.context says so.")
    dialogues = [name for name in several if forms[name] is Form.DIALOGUE]
    prose = [name for name in several if forms[name] is Form.PROSE]
    lengths = [counts[name] for name in counts.index if forms[str(name)] is Form.PROSE]
    running = prose if lengths and np.median(lengths) >= MIN_UNITS_RUNNING_TEXT else []
    if not dialogues and not running:
        return ContextScope(frozenset(), "Off: rows of a table and short texts are no dialogue or running text.")
    kinds = [(len(dialogues), "dialogue", "dialogues"), (len(running), "running text", "running texts")]
    documents = " and ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in kinds if count)
    others = len(forms) - len(dialogues) - len(running)
    rest = f"; off in {others:,} of {len(forms):,} documents: too few units, or in no true order" if others else ""
    return ContextScope(frozenset(dialogues + running), f"On in {documents}{rest}.")


def is_context(units: pd.DataFrame) -> Mask:
    """Return which units are context of their neighbours, and so need a vector; shape (units,).

    These are the kept units, and what interviewers and other speakers say, except back-channels and marks.
    """
    spoken = (
        units["reason"]
        .isin([str(ExclusionReason.INTERVIEWER), str(ExclusionReason.OTHER_SPEAKER)])
        .to_numpy(bool, copy=True)
    )
    spoken[spoken] = [
        _WORD.search(blank_marks(text)) is not None and not is_back_channel(text)
        for text in units["text"].to_numpy()[spoken]
    ]
    return np.asarray(units["kept"].to_numpy(bool) | spoken)


def add_context(
    vectors: npt.NDArray[np.float32],
    units: pd.DataFrame,
    scope: ContextScope,
    *,
    weights: ContextWeights = DEFAULT_WEIGHTS,
) -> npt.NDArray[np.float32]:
    """Return the vectors of the kept units with context added: unit length, NaN for units that are not kept.

    ``vectors``, shape (units, dimensions), has a row for each row of ``units``, in any order: unit length, zeros, or
    NaN where a unit was not encoded and so is no context. A unit's contextual vector is the weighted sum of its own,
    its neighbours' and that of the question it answers, minus a share of the document's mean; all of them in the same
    document. A question is anything that an interviewer says, and anyone's question; it holds until the next one. A
    vector of zeros stays so, because nothing is known of the unit. Documents outside ``scope`` keep their vectors.
    """
    kept = units["kept"].to_numpy(bool)
    result = np.where(kept[:, None], vectors, np.float32(np.nan))
    has_context = units["doc_id"].isin(scope.documents).to_numpy(bool)
    encoded_rows = np.flatnonzero(has_context & is_context(units) & ~np.isnan(vectors.sum(axis=1)))
    names = pd.factorize(units["doc_id"].to_numpy()[encoded_rows])[0]
    order = np.lexsort((units["start"].to_numpy()[encoded_rows], names))
    borders = np.flatnonzero(np.diff(names[order])) + 1
    in_order = encoded_rows[order]
    asks = _are_questions(units.iloc[in_order])
    for rows, is_asking in zip(np.split(in_order, borders), np.split(asks, borders), strict=True):
        if kept[rows].sum() > 1:
            changed = _contextualise_document(vectors[rows].astype(np.float64), is_asking, kept[rows], weights)
            result[rows[kept[rows]]] = changed[kept[rows]]
    return result


def _are_questions(units: pd.DataFrame) -> Mask:
    interviewers = units["role"].to_numpy() == Role.INTERVIEWER.value
    return np.asarray(interviewers | np.array([is_question(text) for text in units["text"]], dtype=bool))


def _contextualise_document(plain: Array, asks: Mask, kept: Mask, weights: ContextWeights) -> Array:
    """Return the contextual vectors of one document; ``plain`` are those of its units, in order of place."""
    summed = plain.copy()
    for distance in range(1, min(weights.reach, len(plain) - 1) + 1):
        weight = weights.neighbour**distance
        summed[distance:] += weight * plain[:-distance]
        summed[:-distance] += weight * plain[distance:]
    question = _find_questions(asks)
    summed += _missing_weight(question, weights)[:, None] * plain[question]
    contextual = _to_unit_length(summed, plain)
    count = int(kept.sum())
    share = weights.voice * count / (count + weights.voice_units)
    without_voice = _to_unit_length(contextual - share * contextual[kept].mean(axis=0), plain)
    without_voice[~plain.any(axis=1)] = 0
    return without_voice


def _find_questions(asks: Mask) -> npt.NDArray[np.int64]:
    """Return for each unit the index of the question it answers: its own if it asks, or if there was none yet."""
    own = np.arange(len(asks))
    last = np.maximum.accumulate(np.where(asks, own, -1))
    return np.where(last < 0, own, last)


def _missing_weight(question: npt.NDArray[np.int64], weights: ContextWeights) -> Array:
    """Return what to add to the weight that each question has as a neighbour, to reach its least weight."""
    distance = np.arange(len(question)) - question
    as_neighbour = np.where(distance <= weights.reach, weights.neighbour**distance, 0)
    return np.asarray(np.where(distance > 0, np.maximum(weights.question - as_neighbour, 0), 0), dtype=np.float64)


def _to_unit_length(vectors: Array, otherwise: Array) -> Array:
    """Scale to unit length; where almost nothing is left, return the other vector."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    left = norms > 1e-6  # noqa: PLR2004 - far above rounding, far below any true sum
    return np.where(left, vectors / np.where(left, norms, 1), otherwise)
