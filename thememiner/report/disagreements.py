"""The disagreements that the page lists, and what they can be narrowed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from thememiner.comparison import extent_told, find_disagreements, left_out_told
from thememiner.records import MACHINE, Code, Coding, Disagreement, Run, Theme
from thememiner.report.quotes import Citation, Citer
from thememiner.report.verdicts import largest_first, owner

MOST_LISTED = 50
"""Disagreements that the page lists; a table of all is written by ``thememiner disagreements``."""


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as the page names it, and where on the page it is shown, if it is."""

    name: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A disagreement on the page; numbers are those of ``DisagreementsView``'s lists."""

    unit: Citation
    before: str
    after: str
    first: tuple[ShownCode, ...]
    second: tuple[ShownCode, ...]
    reason: str
    instructive: float
    codes: tuple[int, ...]
    person: int
    document: int


@dataclass(frozen=True, slots=True)
class DisagreementsView:
    """The most instructive disagreements between a person and the program; of a consensus, what is still open."""

    first: str
    second: str
    """Whose codings they are."""
    coder: str
    units: int
    """Units that disagreements are looked for in."""
    extent: str
    """Which units these are, in words."""
    left_out: tuple[str, ...]
    """Sentences on the units that are not among these."""
    total: int
    entries: tuple[Entry, ...]
    codes: tuple[ShownCode, ...]
    people: tuple[str, ...]
    documents: tuple[str, ...]
    others: tuple[str, ...]
    """Coders whose disagreements with the program are not listed here."""


def disagreements_view(run: Run) -> DisagreementsView | None:
    """Return what the page lists: of the consensus, if there is one, else of the person who coded most of the units.

    None if no manual coding was compared with the program's.
    """
    codings = {coding.coder: coding for coding in run.codings}
    compared = [one.reference for one in largest_first(run.comparisons) if one.proposed == MACHINE]
    coders = [coder for coder in dict.fromkeys(compared) if coder in codings and coder != MACHINE]
    if not coders or MACHINE not in codings:
        return None
    latest = run.comparisons[-1].reference
    chosen = latest if "consensus" in run.manifest and latest in coders else coders[0]
    return _view(run, codings[chosen], codings[MACHINE], tuple(coder for coder in coders if coder != chosen))


def _view(run: Run, first: Coding, second: Coding, others: tuple[str, ...]) -> DisagreementsView:
    found = find_disagreements(first, second, run)
    listed = found.found[:MOST_LISTED]
    themes = {theme.theme_id: theme for top in run.themes for theme in (top, *top.subthemes)}
    codes = {
        **{code: _shown(code) for code in _in_order(first, (one.first for one in listed))},
        **{code: _shown(code, themes) for code in _in_order(second, (one.second for one in listed))},
    }
    units = run.units.set_index("unit_id", drop=False).loc[[one.unit_id for one in listed]]
    cited = Citer(run).units(units)
    people = tuple(sorted({unit.person or "" for unit in cited}))
    documents = tuple(sorted({unit.document for unit in cited}))
    numbers = {code: number for number, code in enumerate(codes)}
    return DisagreementsView(
        first=owner(first.coder),
        second=owner(second.coder),
        coder=first.coder,
        units=found.units,
        extent=extent_told(found),
        left_out=left_out_told(found),
        total=len(found.found),
        entries=tuple(
            Entry(
                unit=unit,
                before=one.before,
                after=one.after,
                first=tuple(codes[code] for code in one.first),
                second=tuple(codes[code] for code in one.second),
                reason=one.reason,
                instructive=one.instructive,
                codes=tuple(numbers[code] for code in _carried(one)),
                person=people.index(unit.person or ""),
                document=documents.index(unit.document),
            )
            for one, unit in zip(listed, cited, strict=True)
        ),
        codes=tuple(codes.values()),
        people=people,
        documents=documents,
        others=others,
    )


def _carried(one: Disagreement) -> tuple[Code, ...]:
    return (*one.first, *one.second)


def _in_order(coding: Coding, given: Iterable[tuple[Code, ...]]) -> list[Code]:
    """Return the codes that are there at all, in the order of the codebook."""
    there = {code for codes in given for code in codes}
    return [code for code in coding.codebook.codes if code in there]


def _shown(code: Code, themes: dict[str, Theme] | None = None) -> ShownCode:
    """Return a person's code by its path, and the program's by its name, with its place on the page."""
    if themes is None:
        return ShownCode(code.code_id.replace(">>", ">"), None)
    return ShownCode(code.name, code.code_id if code.code_id in themes else None)
