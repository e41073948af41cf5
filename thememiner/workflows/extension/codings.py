"""Manual codings of an extended run: those of the run, of new tables, and of further files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from thememiner.config import Settings
from thememiner.corpus.merging import join_codings
from thememiner.records import Coding, Corpus, Run, Source
from thememiner.workflows.manual import ManualCodings, read_manual_codings


def extended_codings(
    run: Run,
    corpus: Corpus,
    paths: Sequence[Path],
    settings: Settings,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
) -> ManualCodings:
    """Read further projects and tables of coded segments and put them beside the codings of the corpus.

    A coder who is known goes on in the same coding, if what was coded before is not coded otherwise now; else the
    further coding gets a name of its own.
    """
    known = {coding.coder: coding for coding in corpus.codings}
    further = read_manual_codings(paths, replace(corpus, codings=()), settings, format=format)
    parts = [_new_part(coding, known.get(coding.coder)) for coding in further.codings]
    joined = join_codings([*known.values(), *(part for part in parts if part is not None)])
    others = [coding for coding, part in zip(further.codings, parts, strict=True) if part is None]
    new_names = {coding.coder: _free(coding.coder, known) for coding in others}
    named = tuple(replace(coding, coder=new_names[coding.coder]) for coding in others)
    stored = [(coding["coder"], _source(coding)) for coding in run.manifest["codings"]]
    listed = {coder for coder, _ in stored}
    of_tables = [(coder, None) for coder in known if coder not in listed]
    of_files = [(new_names.get(coder, coder), source) for coder, source in further.sources]
    return replace(further, codings=(*joined, *named), sources=(*stored, *of_tables, *of_files))


def _new_part(coding: Coding, before: Coding | None) -> Coding | None:
    """Return the part of a coding that goes on where the coder stopped; None if it is a coding of its own."""
    if before is None:
        return None
    done = set(before.segments["doc_id"])
    again = coding.segments["doc_id"].isin(done)
    old = before.segments["doc_id"].isin(set(coding.segments["doc_id"]))
    if _coded(coding.segments[again]) != _coded(before.segments[old]):
        return None
    return replace(coding, segments=coding.segments[~again].reset_index(drop=True))


def _coded(segments: pd.DataFrame) -> set[tuple[str, int, int, str]]:
    return set(segments[["doc_id", "start", "end", "code_id"]].itertuples(index=False, name=None))


def _free(coder: str, known: dict[str, Coding]) -> str:
    """Return a coder's name, with a number behind it if it is taken."""
    number = 1
    while (name := coder if number == 1 else f"{coder} ({number})") in known:
        number += 1
    return name


def _source(coding: dict[str, str | None]) -> Source | None:
    path, sha256 = coding["path"], coding["sha256"]
    return Source(path, sha256, Path(path).suffix.lstrip("."), None) if path and sha256 else None
