"""Open a run folder, and refuse one that is not as it was written."""

from functools import partial
from pathlib import Path, PurePosixPath

from thememiner.records import UNIT_COLUMNS, Ceiling, Run, Saturation, Theme
from thememiner.runs.as_json import from_json
from thememiner.runs.codings import read_codings
from thememiner.runs.comparisons import read_comparisons
from thememiner.runs.documents import documents_from_parquet
from thememiner.runs.extensions import read_extension
from thememiner.runs.files import RunFiles
from thememiner.runs.manifests import read_manifest
from thememiner.runs.tables import table_from_parquet
from thememiner.storage import recover


def open_run(folder: Path | str) -> Run:
    """Return the run that lies in a folder; needs neither the input files nor a model.

    Every file that is read must have the hash that the manifest names. What can be made anew from the rest (the
    report, the paragraph on methods) and ``log/`` are not read, so a person may edit them.

    Raises ``UsageError`` if the folder is no run, and ``RunError`` if it is torn, altered, or of a future format.
    """
    folder = Path(folder)
    recover(folder)
    manifest = read_manifest(folder)
    files = RunFiles(folder, manifest["files"])
    vectors = files.array("vectors.npy")
    return Run(
        manifest=manifest,
        documents=files.parse("documents.parquet", documents_from_parquet),
        participants=files.parse("participants.json", partial(from_json, kind=dict[str, dict[str, str]])),
        units=files.parse("units.parquet", partial(table_from_parquet, columns=UNIT_COLUMNS)),
        vectors=vectors,
        contextual=files.array("contextual.npy") if "contextual.npy" in files else vectors,
        layout=files.array("layout.npy"),
        themes=files.parse("themes.json", partial(from_json, kind=tuple[Theme, ...])),
        codings=read_codings(files),
        comparisons=read_comparisons(files),
        state={PurePosixPath(name).stem: files.array(name) for name in files.names("state", ".npy")},
        extension=read_extension(files),
        saturation=_saturation(files),
        ceiling=_ceiling(files),
    )


def _saturation(files: RunFiles) -> Saturation | None:
    """Return what earlier versions never measured, and what need not be."""
    name = "saturation.json"
    return files.parse(name, partial(from_json, kind=Saturation)) if name in files else None


def _ceiling(files: RunFiles) -> tuple[Ceiling, ...]:
    """Return what is there only where several people coded, and never was in earlier versions."""
    name = "ceiling.json"
    return files.parse(name, partial(from_json, kind=tuple[Ceiling, ...])) if name in files else ()
