"""What is in a file or folder: its format, documents, coders, codes, counts, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus import add_turns, read_corpus
from thememiner.errors import UnreadableFileError
from thememiner.exchange import CodedFile, normalise_format_name, open_coded_file
from thememiner.intake import TABLE_SUFFIXES, read_table
from thememiner.records import Coding, Document, Form, Loss, Note, Problem, Run
from thememiner.runs import RunFile, open_run

DEFAULTS = Settings()
RUN, TRANSCRIPTS, TABLE = "run", "transcripts", "table"


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """A document in numbers."""

    document: str
    characters: int
    turns: int | None
    """None where nobody is known to speak in turns."""
    participants: int
    segments: int
    """Coded segments of all coders."""


@dataclass(frozen=True, slots=True)
class CoderCounts:
    """A coder in numbers."""

    coder: str
    codes: int
    segments: int
    codings: int
    """Codes given: a segment with two codes counts twice."""
    documents: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds."""

    place: str
    format: str
    counts: Mapping[str, int]
    documents: tuple[DocumentCounts, ...] = ()
    coders: tuple[CoderCounts, ...] = ()
    columns: tuple[str, ...] = ()
    """Of a table."""
    losses: tuple[Loss, ...] = ()
    """What a project has that this program does not take."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


def inspect(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    settings: Settings = DEFAULTS,
) -> Inspection:
    """Look at a run, a project of another program, a transcript, a folder of transcripts, or a table.

    ``format`` names that of a project or of a table of coded segments instead of finding it out by content. Raises
    what reading raises.
    """
    format = normalise_format_name(format)  # noqa: A001 - as the option is called
    if (path / RunFile.MANIFEST).is_file():
        return _run(path)
    try:
        return _project(open_coded_file(path, format=format, settings=settings), settings)
    except UnreadableFileError as error:
        if format is not None:
            raise
        refusal = error
    seen = _corpus(path, settings)
    if not seen.documents and path.suffix.lower() in TABLE_SUFFIXES:
        return _table(path, settings)
    if not seen.documents and not path.is_dir():
        raise refusal
    return seen


def _run(path: Path) -> Inspection:
    run: Run = open_run(path)
    subthemes = sum(len(theme.subthemes) for theme in run.themes)
    counts = {
        **_counts(run.documents, run.codings, len(run.participants)),
        "meaning units": len(run.units),
        "of them kept": int(run.units["kept"].sum()),
        "themes": len(run.themes),
        "sub-themes": subthemes,
        "comparisons": len(run.comparisons),
    }
    problems = tuple(Problem(one["place"], one["reason"], one["remedy"]) for one in run.manifest["problems"])
    notes = tuple(Note(one["place"], one["text"]) for one in run.manifest["notes"])
    seen = _seen(path, RUN, run.documents, run.codings, counts=counts)
    return replace(seen, problems=problems, notes=notes)


def _project(file: CodedFile, settings: Settings) -> Inspection:
    project = file.project
    documents = add_turns(project.documents, project.participants, settings=settings)
    people = {*project.participants, *(person for document in documents for person in document.participants)}
    counts = {
        **_counts(documents, project.codings, len(people)),
        **({"memos": len(project.memos), "colours": len(project.colours)} if file.has_texts else {}),
    }
    seen = _seen(file.path, file.format, documents, project.codings, counts=counts)
    return replace(seen, losses=project.losses, problems=project.problems, notes=project.notes)


def _corpus(path: Path, settings: Settings) -> Inspection:
    corpus = read_corpus([path], settings=settings)
    people = {person for document in corpus.documents for person in document.participants}
    counts = _counts(corpus.documents, corpus.codings, len(people))
    seen = _seen(path, TRANSCRIPTS, corpus.documents, corpus.codings, counts=counts)
    return replace(seen, problems=corpus.problems, notes=corpus.notes)


def _table(path: Path, settings: Settings) -> Inspection:
    table = read_table(path, place=path.name, settings=settings.corpus)
    notes = tuple(Note(path.name, note) for note in table.notes)
    return Inspection(path.name, TABLE, {"rows": len(table.rows)}, columns=table.columns, notes=notes)


def _seen(
    path: Path,
    name: str,
    documents: Sequence[Document],
    codings: Sequence[Coding],
    *,
    counts: Mapping[str, int],
) -> Inspection:
    segments = [coding.segments[["doc_id", "start", "end"]].drop_duplicates()["doc_id"] for coding in codings]
    coded = [one.value_counts() for one in segments]
    return Inspection(
        place=path.resolve().name,
        format=name,
        counts=counts,
        documents=tuple(
            DocumentCounts(
                document=one.doc_id,
                characters=len(one.text),
                turns=None if one.form is Form.PROSE else len(one.turns),
                participants=len(one.participants),
                segments=sum(int(count.get(one.doc_id, 0)) for count in coded),
            )
            for one in documents
        ),
        coders=tuple(
            CoderCounts(one.coder, len(one.codebook.codes), len(own), len(one.segments), int(own.nunique()))
            for one, own in zip(codings, segments, strict=True)
        ),
    )


def _counts(documents: Sequence[Document], codings: Sequence[Coding], participants: int) -> dict[str, int]:
    return {
        "documents": len(documents),
        "characters": sum(len(document.text) for document in documents),
        "participants": participants,
        "coders": len(codings),
        "codes": len({code.code_id for coding in codings for code in coding.codebook.codes}),
        "codings": sum(len(coding.segments) for coding in codings),
    }
