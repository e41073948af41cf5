"""Where a group of units comes from: whether one language, one document or one participant carries it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.records import Run, Theme
from thememiner.report.numbers import counted, listed
from thememiner.report.overview import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

ONE_LANGUAGE = 0.9
"""Share of a group's units from which on it is of one language."""
SPOKEN = 0.1
"""Share of the kept units that a language has at least to be one of the corpus."""
HALF = 0.5
"""Share of a group's units from which on they come from one document or participant."""
BEYOND = 1.5
"""How many times its share of all kept units that must be: of two documents, one always has half of a group."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """What one group of units is of; None where it is of several, or the corpus has but one."""

    units: int
    language: str | None
    """Its code."""
    of_language: int
    of_document: int | None
    """Units from the document that carries the group."""
    of_participant: int | None
    """Units of the participant who does, unless that says the same as the document."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what a reader of the group must know, in short sentences."""
        whole = "All" if self.of_language == self.units else "Almost all"
        told = [f"{whole} in {LANGUAGES[self.language]}."] if self.language else []
        if self.of_document:
            told.append(
                f"{_of(self.of_document, self.units)} from one document: it may be a place in that interview rather "
                "than an idea."
            )
        if self.of_participant:
            told.append(
                f"{_of(self.of_participant, self.units)} from one participant: it may be that person's topic rather "
                "than a shared one."
            )
        return tuple(told)


def concentrations(run: Run) -> dict[str, Concentration]:
    """Return, by its id, where the units of each sub-theme, and of each theme without sub-themes, come from."""
    kept = run.units[run.units["kept"]]
    both = {code for code in ("en", "zh") if (kept["language"] == code).mean() >= SPOKEN}
    languages = both if len(both) > 1 else set()
    found = {}
    for theme, column in _finest(run.themes):
        units = kept[kept[column] == theme.theme_id]
        if len(units):
            found[theme.theme_id] = _concentration(units, kept, languages)
    return found


def concentration_summary(run: Run) -> tuple[str, ...]:
    """Say how many groups are of one language, one document, one participant; nothing where none is."""
    groups, noun = tuple(concentrations(run).values()), _noun(run.themes)
    documents = sum(group.of_document is not None for group in groups)
    participants = sum(group.of_participant is not None for group in groups)
    told = [_languages(groups, noun)]
    for number, source, caution in (
        (documents, "document", "Such a group may be a place in an interview rather than an idea."),
        (participants, "participant", "Such a group may be one person's topic."),
    ):
        if number:
            have = f"{_some(number, len(groups), noun)} {'has' if number == 1 else 'have'} half or more of"
            told.append(f"{have} the units from one {source}, well above its share of all units. {caution}")
    return tuple(sentence for sentence in told if sentence)


def _finest(themes: Iterable[Theme]) -> list[tuple[Theme, str]]:
    """Return each sub-theme, and each theme that has none, with the column of units that names it."""
    return [
        group
        for theme in themes
        for group in ([(child, "subtheme_id") for child in theme.subthemes] or [(theme, "theme_id")])
    ]


def _concentration(units: "pd.DataFrame", kept: "pd.DataFrame", languages: set[str]) -> Concentration:
    shares = {code: int((units["language"] == code).sum()) for code in sorted(languages)}
    language = next((code for code, count in shares.items() if count >= ONE_LANGUAGE * len(units)), None)
    document, participant = (_carrier(units[column], kept[column]) for column in ("doc_id", "participant"))
    if participant is not None and document is not None:
        theirs = units["participant"] == participant
        several = len(set(kept.loc[kept["participant"] == participant, "doc_id"])) > 1
        same = bool((theirs == (units["doc_id"] == document)).all())
        participant = participant if several or not same else None
    return Concentration(
        units=len(units),
        language=language,
        of_language=shares.get(language, 0) if language else 0,
        of_document=None if document is None else int((units["doc_id"] == document).sum()),
        of_participant=None if participant is None else int((units["participant"] == participant).sum()),
    )


def _carrier(column: "pd.Series[str]", everywhere: "pd.Series[str]") -> str | None:
    """Return the value that half or more of a group's rows have, well above its share of all rows."""
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    if not counts or everywhere.nunique() < 2:  # noqa: PLR2004 - of one document all units come
        return None
    value = min(counts, key=lambda name: (-counts[name], name))
    share = counts[value] / len(column)
    return value if share >= max(HALF, BEYOND * (everywhere == value).mean()) else None


def _languages(groups: Sequence[Concentration], noun: str) -> str:
    of_one = [group.language for group in groups if group.language]
    if not of_one:
        return ""
    each = [f"{of_one.count(code):,} {LANGUAGES[code]}" for code in sorted(set(of_one))]
    verb = "is" if len(of_one) == 1 else "are"
    return (
        f"{_some(len(of_one), len(groups), noun)} {verb} of one language, in at least 90 % of the units: "
        f"{listed(each)}. What is said in both languages may stand in two groups."
    )


def _noun(themes: Iterable[Theme]) -> str:
    with_subthemes = [bool(theme.subthemes) for theme in themes]
    if all(with_subthemes):
        return "sub-theme"
    return "theme and sub-theme" if any(with_subthemes) else "theme"


def _some(number: int, total: int, noun: str) -> str:
    return f"{number:,} of {counted(total, noun).replace('theme and', 'themes and')}"


def _of(number: int, total: int) -> str:
    if number == total > 1:
        return f"All {total:,} units come"
    return f"{number:,} of {counted(total, 'unit')} {'comes' if number == 1 else 'come'}"
