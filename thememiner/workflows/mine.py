"""Mine transcripts: candidate themes, compared with manual codings if there are any."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from thememiner.config import Permissions, Settings
from thememiner.records import Run
from thememiner.runs import stage_run
from thememiner.storage import to_path
from thememiner.workflows.arguments import refuse_wrong_type, to_paths
from thememiner.workflows.manual_codings import refuse_unusable_format
from thememiner.workflows.pipeline import STAGE_FUNCTIONS, refuse_unusable_settings, run_stages, write_with_pages
from thememiner.workflows.progress import Journal, Progress, silent

DEFAULTS = Settings()
NOTHING_PERMITTED = Permissions()


def mine(
    paths: Sequence[Path | str] | Path | str,
    folder: Path | str | None = None,
    *,
    settings: Settings = DEFAULTS,
    manual: Sequence[Path | str] | Path | str = (),
    manual_format: str | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    replace: bool = False,
    progress: Progress = silent,
) -> Run:
    """Propose candidate themes for a corpus, and compare them with manual codings if there are any.

    ``paths`` are transcripts, tables, or folders of them. ``manual`` are projects of other programs and tables of coded
    segments; ``manual_format`` is the format of all of them, otherwise each file's format is detected. With ``folder``
    the run is written there with its report, as a whole or not at all. ``permissions`` say what may reach the network;
    by default nothing may. Problems with single files are listed in ``manifest["problems"]``.

    Raises ``RunExistsError`` if ``folder`` exists and ``replace`` is not set, ``BusyTargetError`` if another process is
    writing it, ``StorageError`` if it cannot be written, ``UsageError`` for arguments that cannot be used,
    ``ConfigurationError`` for a file of seed themes that cannot be used, ``ModelError`` if the model of the settings
    cannot be used, and ``InputError`` if no document could be read.

    A run in a folder, with one manual coding::

        run = thememiner.mine("transcripts", "run", manual="coded_segments.csv")
        print(run.manifest["summary"])
    """
    paths, gold = to_paths(paths, "paths"), to_paths(manual, "manual")
    target = None if folder is None else to_path(folder, "folder")
    refuse_wrong_type(settings, Settings, "settings", "Read a configuration file with read_settings(path).")
    with nullcontext() if target is None else stage_run(target, replace=replace) as staged:
        refuse_unusable_format(manual_format, gold)
        refuse_unusable_settings(settings, permissions)
        journal = Journal(progress)
        run = run_stages(
            STAGE_FUNCTIONS,
            journal,
            settings=settings,
            permissions=permissions,
            paths=paths,
            gold=gold,
            gold_format=manual_format,
        )
        if staged is not None:
            write_with_pages(run, staged, log={"mine.json": journal.to_json()})
    return run
