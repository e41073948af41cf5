"""The sets of human-coded units in ``../shared/data``, read as the program itself reads them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner import Coding, Corpus, Settings, read_corpus, segment
from thememiner.comparison.alignment import find_overlaps
from thememiner.exchange import read_codings
from thememiner.records import Segmentation

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


class CodedCorpus(NamedTuple):
    """A corpus with a manual coding, segmented into meaning units."""

    corpus: Corpus
    coding: Coding
    segmentation: Segmentation


@dataclass(frozen=True, slots=True)
class CodedUnits:
    """The units of a set that carry a code; only these are kept in the segmentation."""

    name: str
    segmentation: Segmentation
    codes: tuple[tuple[str, ...], ...]
    """All codes of each kept unit, in order."""

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
    """A coded data set. The published studies are not listed, so that defaults are never tuned on them."""

    name: str
    kind: str = ""
    rows: Literal["units", "documents"] = "units"

    @property
    def is_chinese(self) -> bool:
        """Whether its texts are Chinese."""
        return self.name.startswith("zh_")

    def read(self, *, most: int | None = None) -> CodedUnits:
        """Read the set, and keep at most ``most`` units with a code, the same random sample in every call.

        Units of all speakers count, including the moderator. If whole documents were coded, each unit has the codes of
        its document.
        """
        # Speaker names such as "moderator" would set units aside.
        material = read_rows(self.name, rows=self.rows, speakers={"usual_labels": False})
        units = material.segmentation.units
        segments = material.coding.segments
        codes: list[list[str]] = [[] for _ in range(len(units))]
        met = find_overlaps(segments, units)
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
) -> CodedCorpus:
    """Read a set as a table of coded units, or of coded documents that are then segmented."""
    table = {"rows": rows, "codes": codes, **({"order": order} if order else {})}
    settings = Settings.model_validate({"table": table, "speakers": speakers or {}})
    corpus = read_corpus(DATA / name / "units.jsonl", settings=settings)
    return CodedCorpus(corpus, corpus.codings[0], segment(corpus, settings=settings))


def read_transcripts(name: str) -> CodedCorpus:
    """Read the whole transcripts of a set, with a coding whose segments have their own boundaries."""
    corpus = read_corpus(DATA / name / "transcripts")
    coding = read_codings(DATA / name / "coded_segments.jsonl", corpus.documents).codings[0]
    return CodedCorpus(corpus, coding, segment(corpus))
