"""A run as a project: the program's proposal beside the codings of people."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from thememiner.exchange.refi.codebooks import rename_clashing_codes
from thememiner.phrasing import format_score
from thememiner.records import MACHINE, Codebook, Coding, Memo, Project, Run, Theme

THEME_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#b8a800")
"""Colours of themes, in turn; a sub-theme has the colour of its theme.

They can be told apart by colour-blind people (after Okabe and Ito, 2008).
"""


def project_of_run(run: Run) -> Project:
    """Return a run as a project: its documents, the program's proposal, and the codings of people.

    The coder of the proposal is ``ThemeMiner``. Its themes and sub-themes are described by keywords, stability, counts
    and the version of the program, and each representative quote has a memo. A theme with the same name as a person's
    top-level code is called ``name (ThemeMiner)``. The codings of people are unchanged.
    """
    people = tuple(coding for coding in run.codings if not coding.is_proposal)
    taken = frozenset(code.name for coding in people for code in coding.codebook.codes if code.parent_id is None)
    described = (_describe_codes(coding, run) for coding in run.codings if coding.is_proposal)
    proposals = tuple(
        replace(coding, codebook=rename_clashing_codes(coding.codebook, taken, MACHINE)) for coding in described
    )
    return Project(
        documents=run.documents,
        codings=(*proposals, *people),
        participants=run.participants,
        memos=tuple(_make_memos(run.themes, MACHINE)),
        colours=MappingProxyType(dict(_assign_colours(run.themes))),
    )


def _describe_codes(coding: Coding, run: Run) -> Coding:
    themes = {theme.theme_id: theme for theme in _iterate_themes(run.themes)}
    source = f"Proposed by {MACHINE} {run.manifest.get('version', '')}".rstrip()
    codes = tuple(
        replace(code, description=_describe_theme(themes[code.code_id], source)) if code.code_id in themes else code
        for code in coding.codebook.codes
    )
    return replace(coding, codebook=Codebook(codes))


def _describe_theme(theme: Theme, source: str) -> str:
    counts = f"Units: {theme.units:,}; participants: {theme.participants:,}; documents: {theme.documents:,}"
    keywords = [f"Keywords: {', '.join(theme.keywords)}"] if theme.keywords else []
    return "\n".join([*keywords, f"Stability (0 to 1): {format_score(theme.stability)}", counts, source])


def _make_memos(themes: Sequence[Theme], author: str) -> Iterator[Memo]:
    for theme in _iterate_themes(themes):
        for quote in theme.quotes:
            participant = f" ({quote.participant})" if quote.participant else ""
            text = f"Representative quote of {theme.name}{participant}"
            yield Memo(text, author, quote.doc_id, quote.start, quote.end, theme.theme_id)


def _assign_colours(themes: Sequence[Theme]) -> Iterator[tuple[str, str]]:
    for number, theme in enumerate(themes):
        for one in _iterate_themes([theme]):
            yield one.theme_id, THEME_COLOURS[number % len(THEME_COLOURS)]


def _iterate_themes(themes: Sequence[Theme]) -> Iterator[Theme]:
    """Yield themes and their sub-themes, each theme before its sub-themes."""
    for theme in themes:
        yield theme
        yield from _iterate_themes(theme.subthemes)
