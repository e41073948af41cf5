"""The sets of human-coded units in ``../shared/data``, read as the program itself reads them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner import Coding, Corpus, Settings, read_corpus, segment
from thememiner.comparison.alignment import meetings
from thememiner.exchange import read_codings
from thememiner.records import Segmentation

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


class Material(NamedTuple):
    """A corpus with a person's coding, cut into meaning units."""

    corpus: Corpus
    coding: Coding
    segmentation: Segmentation


@dataclass(frozen=True, slots=True)
class CodedUnits:
    """The units of a set that carry a code: those are the kept ones of the segmentation."""

    name: str
    segmentation: Segmentation
    codes: tuple[tuple[str, ...], ...]
    """All codes of each kept unit, the first one first."""

    @property
    def units(self) -> pd.DataFrame:
        """The table of the kept units."""
        return self.segmentation.units[self.segmentation.units["kept"]]

    @property
    def texts(self) -> list[str]:
        """The texts of the kept units."""
        return [str(text) for text in self.units["text"]]

    @property
    def first_codes(self) -> npt.NDArray[np.int64]:
        """The first code of each kept unit, as a number from 0."""
        return pd.factorize(np.array([codes[0] for codes in self.codes], dtype=object))[0]


@dataclass(frozen=True, slots=True)
class CodedSet:
    """A set by name, with what its README says of it. The published studies are none: nobody tunes on those."""

    name: str
    kind: str = ""
    rows: Literal["units", "documents"] = "units"

    @property
    def is_chinese(self) -> bool:
        """Whether its texts are Chinese."""
        return self.name.startswith("zh_")

    def read(self, *, most: int | None = None) -> CodedUnits:
        """Read the set, and keep the units with a code: at most so many, drawn at random, the same in every call.

        Everybody's units count, the moderator's too: people coded them. Where whole documents were coded, each unit
        carries the codes of its document.
        """
        # What sets call speakers ("moderator") would set their units aside.
        material = read_rows(self.name, rows=self.rows, speakers={"usual_labels": False})
        units = material.segmentation.units
        segments = material.coding.segments
        codes: list[list[str]] = [[] for _ in range(len(units))]
        met = meetings(segments, units)
        names = segments["code_id"].to_numpy()
        for segment_row, unit in sorted(zip(met.left.tolist(), met.right.tolist(), strict=True)):
            codes[unit].append(str(names[segment_row]))
        chosen = np.flatnonzero(units["kept"].to_numpy(bool) & np.array([bool(own) for own in codes]))
        if most is not None and len(chosen) > most:
            chosen = np.sort(np.random.default_rng(0).choice(chosen, most, replace=False))
        kept = np.isin(np.arange(len(units)), chosen)
        segmentation = replace(material.segmentation, units=units.assign(kept=kept))
        return CodedUnits(self.name, segmentation, tuple(tuple(codes[unit]) for unit in chosen))


SETS = (
    CodedSet("en_pdpilot_interviews", "interviews"),
    CodedSet("en_serdif_usability", "think-aloud sessions"),
    CodedSet("en_napire_causes", "survey answers"),
    CodedSet("en_counselchat", "counselling questions"),
    CodedSet("en_sad_stressors", "what stresses people"),
    CodedSet("en_kpa_arguments", "opinions"),
    CodedSet("en_annomi", "negative control"),
    CodedSet("en_clinc150", "short queries"),
    CodedSet("en_banking77", "short queries"),
    CodedSet("zh_car_opinions", "forum opinions"),
    CodedSet("zh_asap_reviews", "long reviews, segmented; a unit has the codes of its review", rows="documents"),
    CodedSet("zh_govapp_hlcta_SILVER", "app reviews; silver, coded with a language model"),
)


def read_rows(
    name: str,
    *,
    rows: Literal["units", "documents"] = "units",
    codes: str = "labels",
    order: str | None = None,
    speakers: dict[str, object] | None = None,
) -> Material:
    """Read a set as a table whose rows are units, or documents still to be cut, each with its codes."""
    table = {"rows": rows, "codes": codes, **({"order": order} if order else {})}
    settings = Settings.model_validate({"table": table, "speakers": speakers or {}})
    corpus = read_corpus(DATA / name / "units.jsonl", settings=settings)
    return Material(corpus, corpus.codings[0], segment(corpus, settings=settings))


def read_transcripts(name: str) -> Material:
    """Read the whole transcripts of a set, with the coding that has boundaries of its own."""
    corpus = read_corpus(DATA / name / "transcripts")
    coding = read_codings(DATA / name / "coded_segments.jsonl", corpus.documents).codings[0]
    return Material(corpus, coding, segment(corpus))
