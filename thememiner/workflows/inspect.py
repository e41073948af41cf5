"""Inspect a file or folder: its format, documents, coders, codes, counts and problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus import SpeakerCounts, add_turns, count_speakers, find_suspicions, read_corpus
from thememiner.errors import UnreadableFileError
from thememiner.exchange import CodedFile, normalise_format_name, open_coded_file
from thememiner.intake import TABLE_SUFFIXES, read_table
from thememiner.phrasing import list_some
from thememiner.records import Coding, Document, Form, Loss, Note, Problem, Run
from thememiner.runs import RunFile, open_run
from thememiner.workflows.arguments import to_paths

DEFAULTS = Settings()
RUN, TRANSCRIPTS, TABLE = "run", "transcripts", "table"


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """Counts of a document."""

    document: str
    characters: int
    turns: int | None
    """None for running text, which has no turns."""
    participants: int
    segments: int
    """Number of coded segments, of all coders."""
    file: str = ""
    """The file that it was read from; the rows of a table have the same."""


@dataclass(frozen=True, slots=True)
class CoderCounts:
    """Counts of a coder."""

    coder: str
    codes: int
    segments: int
    codings: int
    """Number of codes given: a segment with two codes counts twice."""
    documents: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """The content of a file."""

    place: str
    format: str
    counts: Mapping[str, int]
    speakers: tuple[SpeakerCounts, ...] = ()
    """Each label over all documents; those that a suspicion is about come first."""
    suspicions: tuple[Note, ...] = ()
    """What looks wrong about who speaks where."""
    documents: tuple[DocumentCounts, ...] = ()
    coders: tuple[CoderCounts, ...] = ()
    columns: tuple[str, ...] = ()
    """Names of the columns, for a table."""
    losses: tuple[Loss, ...] = ()
    """What this program does not read of a project."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


def inspect(
    paths: Sequence[Path | str] | Path | str,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    settings: Settings = DEFAULTS,
) -> Inspection:
    """Inspect a run, a project of another program, a transcript, a folder of transcripts, or a table.

    Several paths are read together as transcripts of one study. ``format`` is the format of a project or of a table of
    coded segments; without it, the format is detected. Raises the errors of reading.
    """
    format = normalise_format_name(format)  # noqa: A001 - as the option is called
    path, *more = to_paths(paths, "paths")
    if more:
        return _corpus([path, *more], settings)
    if (path / RunFile.MANIFEST).is_file():
        return _run(path)
    try:
        return _project(open_coded_file(path, format=format, settings=settings), settings)
    except UnreadableFileError as error:
        if format is not None:
            raise
        refusal = error
    inspection = _corpus([path], settings)
    if not inspection.documents and path.suffix.lower() in TABLE_SUFFIXES:
        return _table(path, settings)
    if not inspection.documents and not path.is_dir():
        raise refusal
    return inspection


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
    speakers = SpeakerSettings(**run.manifest["settings"].get("speakers", {}))
    inspection = _inspection(path.resolve().name, RUN, run.documents, run.codings, counts=counts, speakers=speakers)
    return replace(inspection, problems=problems, notes=_without(inspection.suspicions, notes))


def _project(file: CodedFile, settings: Settings) -> Inspection:
    project = file.project
    documents = add_turns(project.documents, project.participants, settings=settings)
    people = {*project.participants, *(person for document in documents for person in document.participants)}
    counts = {
        **_counts(documents, project.codings, len(people)),
        **({"memos": len(project.memos), "colours": len(project.colours)} if file.has_texts else {}),
    }
    name = file.path.resolve().name
    inspection = _inspection(name, file.format, documents, project.codings, counts=counts, speakers=settings.speakers)
    return replace(inspection, losses=project.losses, problems=project.problems, notes=project.notes)


def _corpus(paths: Sequence[Path], settings: Settings) -> Inspection:
    corpus = read_corpus(paths, settings=settings)
    people = {person for document in corpus.documents for person in document.participants}
    counts = _counts(corpus.documents, corpus.codings, len(people))
    name = list_some([path.resolve().name for path in paths], most=1)
    inspection = _inspection(
        name, TRANSCRIPTS, corpus.documents, corpus.codings, counts=counts, speakers=settings.speakers
    )
    return replace(inspection, problems=corpus.problems, notes=_without(inspection.suspicions, corpus.notes))


def _without(suspicions: Sequence[Note], notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return the notes that are not among the suspicions, which are listed by themselves."""
    known = set(suspicions)
    return tuple(note for note in notes if note not in known)


def _table(path: Path, settings: Settings) -> Inspection:
    table = read_table(path, place=path.name, settings=settings.corpus)
    notes = tuple(Note(path.name, note) for note in table.notes)
    return Inspection(path.name, TABLE, {"rows": len(table.rows)}, columns=table.columns, notes=notes)


def _inspection(
    place: str,
    name: str,
    documents: Sequence[Document],
    codings: Sequence[Coding],
    *,
    counts: Mapping[str, int],
    speakers: SpeakerSettings,
) -> Inspection:
    suspicions = find_suspicions(documents, speakers)
    segments = [coding.segments[["doc_id", "start", "end"]].drop_duplicates()["doc_id"] for coding in codings]
    coded = [one.value_counts() for one in segments]
    return Inspection(
        place=place,
        format=name,
        counts=counts,
        speakers=count_speakers(documents, suspicions, speakers),
        suspicions=tuple(suspicion.note for suspicion in suspicions),
        documents=tuple(
            DocumentCounts(
                document=one.doc_id,
                characters=len(one.text),
                turns=None if one.form is Form.PROSE else len(one.turns),
                participants=len(one.participants),
                segments=sum(int(count.get(one.doc_id, 0)) for count in coded),
                file=one.source.path,
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
