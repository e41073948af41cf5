"""Documents and codings as project files give them, put together the same way for every format.

What a file of other people's codings gives, over the documents of a corpus.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.intake import CodedSpan, CodePath, codebook_of, coding_from_spans
from thememiner.records import Codebook, Coding, Document, Form, Loss, Note, Problem, Role, Source, Turn, code_path
from thememiner.storage import hash_bytes


def project_document(doc_id: str, text: str, path: Path, kind: str, *, participant: str | None = None) -> Document:
    """Return a document of a project: one turn, for such projects do not say who speaks where."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    turns = (Turn(start, end, None, Role.PARTICIPANT, participant),) if start < end else ()
    return Document(doc_id, text, Form.PROSE, turns, Source(path.name, hash_bytes(text.encode()), kind, None))


def project_codings(
    spans: Mapping[str, Iterable[CodedSpan]],
    codes: Mapping[CodePath, str],
    *,
    nobody: str,
    in_order: bool = False,
) -> tuple[Coding, ...]:
    """Return a coding for each coder, all over one codebook, sorted by coder.

    Programs keep the codes of a passage in no order that means anything, unless ``in_order`` says that they do.

    ``codes`` describes every code of the project, also those that nobody used. If nothing was coded but there are
    codes, they come as a coding of ``nobody`` without segments.
    """
    codebook = described(codebook_of(codes), codes)
    coders = sorted(spans) or ([nobody] if codes else [])
    codings = (coding_from_spans(coder, spans.get(coder, ()), in_order=in_order) for coder in coders)
    return tuple(replace(coding, codebook=codebook) for coding in codings)


def described(codebook: Codebook, codes: Mapping[CodePath, str]) -> Codebook:
    """Return a codebook whose codes have their descriptions."""
    texts = {code_path(*path): text for path, text in codes.items()}
    return Codebook(tuple(replace(code, description=texts.get(code.code_id, "")) for code in codebook.codes))


def losses(**counts: int) -> tuple[Loss, ...]:
    """Return what was left behind, as far as there was any; ``sound_files=3`` is three sound files."""
    return tuple(Loss(what.replace("_", " "), count) for what, count in counts.items() if count)


@dataclass(frozen=True, slots=True)
class ImportedCodings:
    """The codings of a file, sorted by coder, with the rows that could not be used."""

    codings: tuple[Coding, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    losses: tuple[Loss, ...] = ()
    """What the file holds beside codings, or this program does not take."""
