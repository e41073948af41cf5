"""Context: a unit means what its neighbours in the dialogue make it mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import is_back_channel, is_question
from thememiner.records import Form, Role, SetAside

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

RUNNING_TEXT = 30
"""Median kept units from which prose counts as running text. In reviews of nine sentences context did harm."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of what surrounds a unit goes into its vector, whose own weight is 1.

    The defaults were chosen by ``scripts/benchmark context``; around them the figures hardly change.
    """

    neighbour: float = 0.5
    """Of the unit next to it; to the power of the distance for those further off. 0 to 1."""
    reach: int = 3
    """Neighbours on either side, whoever speaks."""
    question: float = 0.5
    """Least weight of the question that it answers, however far back that was asked. 0 to 1."""
    voice: float = 1.0
    """Share of the document's mean that is taken out: how somebody speaks is no theme. 0 to 1."""
    voice_units: int = 10
    """With so many kept units half of that share is taken out; the mean of a few units is no voice."""

    @property
    def sentence(self) -> str:
        """Return what is done with them, for a methods section."""
        near = ", ".join(f"{self.neighbour**distance:.3g}" for distance in range(1, self.reach + 1))
        share = "" if self.voice == 1 else f"{self.voice:.0%} of "
        return (
            f"There the vector of each unit took in those of the {self.reach} units before it and the {self.reach} "
            f"behind it, whoever spoke (weights {near}; its own: 1), and that of the question it answers (at least "
            f"{self.question:g}); {share}the document's mean vector was then taken out, in documents of few units less."
        )


DEFAULTS = Weights()


@dataclass(frozen=True, slots=True)
class ContextForm:
    """The documents in which units take in their context, and the reason in words."""

    documents: frozenset[str]
    reason: str

    def told(self, weights: Weights) -> str:
        """Return the reason, and what was done where there is context."""
        return f"{self.reason} {weights.sentence}" if self.documents else self.reason


def context_form(
    units: pd.DataFrame, forms: Mapping[str, Form], *, setting: Literal["auto", "on", "off"] = "auto"
) -> ContextForm:
    """Decide from the structure of the input in which documents units take in their context.

    ``forms`` gives the form of each document of ``units``. Left to itself, context is on in dialogues and in running
    text, where units stand in true order, and off in rows of a table, which are independent answers, and in short
    texts, where each sentence tends to raise something else. A document of fewer than two kept units has none.
    """
    counts = units.loc[units["kept"], "doc_id"].value_counts()
    several = sorted(str(name) for name in counts.index[counts > 1])
    if setting == "off":
        return ContextForm(frozenset(), "Off: the setting embedding.context says so.")
    if setting == "on":
        return ContextForm(frozenset(several), "On in every document: the setting embedding.context says so.")
    dialogues = [name for name in several if forms[name] is Form.DIALOGUE]
    prose = [name for name in several if forms[name] is Form.PROSE]
    lengths = [counts[name] for name in counts.index if forms[str(name)] is Form.PROSE]
    running = prose if lengths and np.median(lengths) >= RUNNING_TEXT else []
    if not dialogues and not running:
        return ContextForm(frozenset(), "Off: rows of a table and short texts are no dialogue or running text.")
    kinds = [(len(dialogues), "dialogue", "dialogues"), (len(running), "running text", "running texts")]
    told = " and ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in kinds if count)
    others = len(forms) - len(dialogues) - len(running)
    rest = f"; off in {others:,} of {len(forms):,} documents: too few units, or in no true order" if others else ""
    return ContextForm(frozenset(dialogues + running), f"On in {told}{rest}.")


def gives_context(units: pd.DataFrame) -> Mask:
    """Tell which units mean something to their neighbours, and so need a vector; shape (units,).

    These are the kept ones and what interviewers and others say, but for back-channels and marks.
    """
    spoken = units["reason"].isin([str(SetAside.INTERVIEWER), str(SetAside.OTHER_SPEAKER)]).to_numpy(bool, copy=True)
    spoken[spoken] = [not is_back_channel(text) for text in units["text"].to_numpy()[spoken]]
    return np.asarray(units["kept"].to_numpy(bool) | spoken)


def in_context(
    vectors: npt.NDArray[np.float32], units: pd.DataFrame, form: ContextForm, *, weights: Weights = DEFAULTS
) -> npt.NDArray[np.float32]:
    """Return the vectors of the kept units with their context in them: unit length, NaN for units set aside.

    ``vectors`` has a row for each row of ``units``, in any order: unit length or zeros, and NaN where a unit was not
    encoded, which then gives no context. A unit's vector becomes the sum of its own, its neighbours' and that of the
    question it answers, less a share of the document's mean: all of the same document. A question is what an
    interviewer says and whatever asks; it holds until the next. A vector of zeros, of whose unit nothing is known,
    stays one. Documents outside ``form`` keep their vectors.
    """
    kept = units["kept"].to_numpy(bool)
    result = np.where(kept[:, None], vectors, np.float32(np.nan))
    inside = units["doc_id"].isin(form.documents).to_numpy(bool)
    gives = np.flatnonzero(inside & gives_context(units) & ~np.isnan(vectors.sum(axis=1)))
    names = pd.factorize(units["doc_id"].to_numpy()[gives])[0]
    order = np.lexsort((units["start"].to_numpy()[gives], names))
    borders = np.flatnonzero(np.diff(names[order])) + 1
    in_order = gives[order]
    asks = _asks(units.iloc[in_order])
    for rows, asking in zip(np.split(in_order, borders), np.split(asks, borders), strict=True):
        if kept[rows].sum() > 1:
            changed = _of_document(vectors[rows].astype(np.float64), asking, kept[rows], weights)
            result[rows[kept[rows]]] = changed[kept[rows]]
    return result


def _asks(units: pd.DataFrame) -> Mask:
    interviewers = units["role"].to_numpy() == Role.INTERVIEWER.value
    return np.asarray(interviewers | np.array([is_question(text) for text in units["text"]], dtype=bool))


def _of_document(plain: Array, asks: Mask, kept: Mask, weights: Weights) -> Array:
    """Return the contextual vectors of the units of one document, in order of place."""
    summed = plain.copy()
    for distance in range(1, min(weights.reach, len(plain) - 1) + 1):
        weight = weights.neighbour**distance
        summed[distance:] += weight * plain[:-distance]
        summed[:-distance] += weight * plain[distance:]
    question = _question(asks)
    summed += _added_weight(question, weights)[:, None] * plain[question]
    contextual = _unit_length(summed, plain)
    count = int(kept.sum())
    share = weights.voice * count / (count + weights.voice_units)
    less = _unit_length(contextual - share * contextual[kept].mean(axis=0), plain)
    less[~plain.any(axis=1)] = 0
    return less


def _question(asks: Mask) -> npt.NDArray[np.int64]:
    """Return for each unit the index of the question that it answers; its own, if it asks or nobody has asked yet."""
    own = np.arange(len(asks))
    last = np.maximum.accumulate(np.where(asks, own, -1))
    return np.where(last < 0, own, last)


def _added_weight(question: npt.NDArray[np.int64], weights: Weights) -> Array:
    """Return what the question's weight lacks, as a neighbour's, to its least one."""
    distance = np.arange(len(question)) - question
    as_neighbour = np.where(distance <= weights.reach, weights.neighbour**distance, 0)
    return np.asarray(np.where(distance > 0, np.maximum(weights.question - as_neighbour, 0), 0), dtype=np.float64)


def _unit_length(vectors: Array, otherwise: Array) -> Array:
    """Scale to unit length; where next to nothing is left, take the other vector."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    left = norms > 1e-6  # noqa: PLR2004 - far above rounding, far below any true sum
    return np.where(left, vectors / np.where(left, norms, 1), otherwise)
