"""All manual codings of a study: from code columns of the input, and from tables of coded segments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange import read_codings
from thememiner.records import Coding, Corpus, Note, Problem, Source
from thememiner.storage import hash_file


@dataclass(frozen=True, slots=True)
class ManualCodings:
    """Manual codings with coders' names that differ, and where each came from."""

    codings: tuple[Coding, ...]
    sources: tuple[tuple[str, Source | None], ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def read_manual_codings(paths: Sequence[Path], corpus: Corpus, settings: Settings) -> ManualCodings:
    """Read tables of coded segments and put them beside the codings that came with the corpus."""
    found: list[tuple[Coding, Source | None]] = [(coding, None) for coding in corpus.codings]
    problems: list[Problem] = []
    notes: list[Note] = []
    for path in paths:
        imported = read_codings(path, corpus.documents, settings=settings)
        source = Source(path.name, hash_file(path), path.suffix.lstrip("."), None)
        found.extend((coding, source) for coding in imported.codings)
        problems.extend(imported.problems)
        notes.extend(imported.notes)
    named = _distinctly_named([coding for coding, _ in found])
    sources = [(coding.coder, source) for coding, (_, source) in zip(named, found, strict=True)]
    return ManualCodings(tuple(named), tuple(sources), tuple(problems), tuple(notes))


def _distinctly_named(codings: Sequence[Coding]) -> list[Coding]:
    """Return the codings with coders of the same name numbered, so that none hides another."""
    taken: set[str] = set()
    named = []
    for coding in codings:
        name, number = coding.coder, 1
        while name in taken:
            number += 1
            name = f"{coding.coder} ({number})"
        taken.add(name)
        named.append(replace(coding, coder=name))
    return named
