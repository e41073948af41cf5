"""Where the units of each sub-theme come from: whether one language, document, participant or question carries it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from thememiner.records import Run
from thememiner.report.flags.flag import Carrier, Flag
from thememiner.report.flags.questions import questions_answered
from thememiner.report.groups import finest
from thememiner.report.overview import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

ONE_LANGUAGE = 0.9
"""Share of a group's units from which on it is of one language."""
SPOKEN = 0.1
"""Share of the kept units that a language has at least to be one of the corpus."""
HALF = 0.5
"""Share of a group's units from which on they come from one document, participant or question."""
BEYOND = 1.5
"""How many times its share of all kept units that must be: of two documents, one always has half of a group."""
COLUMNS = {
    Carrier.LANGUAGE: "language",
    Carrier.DOCUMENT: "doc_id",
    Carrier.PARTICIPANT: "participant",
    Carrier.QUESTION: "question",
}


def flags_of(run: Run) -> dict[str, tuple[Flag, ...]]:
    """Return, by its id, what carries each sub-theme, and each theme without sub-themes; nothing of most."""
    kept = run.units[run.units["kept"]]
    kept = kept.assign(question=np.array(questions_answered(run.documents, kept), dtype=object))
    both = {code for code in ("en", "zh") if (kept["language"] == code).mean() >= SPOKEN}
    languages = sorted(both) if len(both) > 1 else []
    groups = ((theme.theme_id, kept[kept[column] == theme.theme_id]) for theme, column in finest(run.themes))
    return {name: _flags(units, kept, languages) if len(units) else () for name, units in groups}


def _flags(units: "pd.DataFrame", kept: "pd.DataFrame", languages: Sequence[str]) -> tuple[Flag, ...]:
    language = next((code for code in languages if (units["language"] == code).mean() >= ONE_LANGUAGE), None)
    sources = {
        carrier: language if carrier is Carrier.LANGUAGE else _source(units[column], kept[column])
        for carrier, column in COLUMNS.items()
    }
    return tuple(
        _flag(carrier, source, units, kept)
        for carrier, source in sources.items()
        if source is not None and not _says_the_same(carrier, sources, units, kept)
    )


def _flag(carrier: Carrier, source: str, units: "pd.DataFrame", kept: "pd.DataFrame") -> Flag:
    here, there = (int((table[COLUMNS[carrier]] == source).sum()) for table in (units, kept))
    name = LANGUAGES[source] if carrier is Carrier.LANGUAGE else source
    return Flag(carrier, name, here, len(units), there, len(kept))


def _source(column: "pd.Series[str]", everywhere: "pd.Series[str]") -> str | None:
    """Return the value that half or more of a group's rows have, well above its share of all rows."""
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    if not counts or everywhere.nunique() < 2:  # noqa: PLR2004 - of one document all units come
        return None
    value = min(counts, key=lambda name: (-counts[name], name))
    share = counts[value] / len(column)
    usual = int((everywhere == value).sum()) / len(everywhere)  # of all units, those of nobody known too
    return value if share >= max(HALF, BEYOND * usual) else None


def _says_the_same(
    carrier: Carrier, sources: Mapping[Carrier, str | None], units: "pd.DataFrame", kept: "pd.DataFrame"
) -> bool:
    """Return whether a participant, or a question, is but another name of the document that carries the group."""
    document = sources[Carrier.DOCUMENT]
    if carrier in {Carrier.LANGUAGE, Carrier.DOCUMENT} or document is None:
        return False
    column = COLUMNS[carrier]
    if set(kept.loc[kept[column] == sources[carrier], "doc_id"]) != {document}:
        return False
    here = units["doc_id"] == document
    return carrier is Carrier.QUESTION or bool((here == (units[column] == sources[carrier])).all())
