"""What an extension found, as JSON in a file that only extended runs have."""

from collections.abc import Iterator
from functools import partial

from thememiner.records import Extension
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.files import RunFiles

NAME = "extension.json"


def extension_files(extension: Extension | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file, if the run extends another."""
    if extension is not None:
        yield NAME, to_json(extension)


def read_extension(files: RunFiles) -> Extension | None:
    """Return what an extension found; None for a run of its own. Raises ``RunError``."""
    return files.parse(NAME, partial(from_json, kind=Extension)) if NAME in files else None
