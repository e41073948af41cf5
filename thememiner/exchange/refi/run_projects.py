"""A run becomes a project: the program one coder among the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from thememiner.exchange.refi.codebooks import set_apart
from thememiner.records import MACHINE, Codebook, Coding, Memo, Project, Run, Theme

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#b8a800")
"""Of themes, in turn; a sub-theme has that of its theme. Told apart by the colour-blind (after Okabe and Ito, 2008)."""


def project_of_run(run: Run) -> Project:
    """Return what a run found and what people coded beside it, as other programs can take it.

    The program is a coder called ``ThemeMiner``, as everywhere; a theme or sub-theme is described by its keywords,
    stability, counts and the version of the program, and has a memo at each representative quote. People's codings are
    as they were. A theme called like a person's code is called ``name (ThemeMiner)``.
    """
    people = tuple(coding for coding in run.codings if coding.coder != MACHINE)
    taken = frozenset(code.name for coding in people for code in coding.codebook.codes if code.parent_id is None)
    proposals = (_described(coding, run) for coding in run.codings if coding.coder == MACHINE)
    ours = tuple(replace(coding, codebook=set_apart(coding.codebook, taken, MACHINE)) for coding in proposals)
    return Project(
        documents=run.documents,
        codings=(*ours, *people),
        participants=run.participants,
        memos=tuple(_memos(run.themes, MACHINE)),
        colours=MappingProxyType(dict(_colours(run.themes))),
    )


def _described(coding: Coding, run: Run) -> Coding:
    themes = {theme.theme_id: theme for theme in _all(run.themes)}
    by = f"Proposed by {MACHINE} {run.manifest.get('version', '')}".rstrip()
    codes = tuple(
        replace(code, description=_description(themes[code.code_id], by)) if code.code_id in themes else code
        for code in coding.codebook.codes
    )
    return replace(coding, codebook=Codebook(codes))


def _description(theme: Theme, by: str) -> str:
    stability = "n/a" if theme.stability is None else f"{theme.stability:.2f}"
    counts = f"Units: {theme.units:,}; participants: {theme.participants:,}; documents: {theme.documents:,}"
    keywords = [f"Keywords: {', '.join(theme.keywords)}"] if theme.keywords else []
    return "\n".join([*keywords, f"Stability (0 to 1): {stability}", counts, by])


def _memos(themes: Sequence[Theme], author: str) -> Iterator[Memo]:
    for theme in _all(themes):
        for quote in theme.quotes:
            who = f" ({quote.participant})" if quote.participant else ""
            text = f"Representative quote of {theme.name}{who}"
            yield Memo(text, author, quote.doc_id, quote.start, quote.end, theme.theme_id)


def _colours(themes: Sequence[Theme]) -> Iterator[tuple[str, str]]:
    for number, theme in enumerate(themes):
        for one in _all([theme]):
            yield one.theme_id, COLOURS[number % len(COLOURS)]


def _all(themes: Sequence[Theme]) -> Iterator[Theme]:
    for theme in themes:
        yield theme
        yield from _all(theme.subthemes)
