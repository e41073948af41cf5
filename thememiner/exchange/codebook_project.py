"""A codebook (.qdc) as a project: codes that nobody has given to anything yet."""

from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange.refi import read_refi_codebook
from thememiner.records import SEGMENT_COLUMNS, Coding, Project, table

DEFAULTS = Settings()


def read_codebook_project(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a codebook as a project without documents; its coder is called as the file is.

    Raises what ``read_refi_codebook`` raises.
    """
    read = read_refi_codebook(path, settings=settings)
    coding = Coding(path.stem, read.codebook, table(SEGMENT_COLUMNS))
    return Project(documents=(), codings=(coding,), colours=read.colours, losses=read.losses)
