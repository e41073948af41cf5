"""Where stages are done: everything heavy is behind these few methods, and loaded by the first that needs it."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from thememiner.batch.plan import Job
from thememiner.batch.stages import STAGES, Stage, Work
from thememiner.batch.store import Content, Result
from thememiner.config import Permissions


class Workshop(Protocol):
    """Stages, and what does them; the last one writes the run."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in the order in which they are done."""

    def prepare(self, job: Job, permissions: Permissions) -> None:
        """Raise now what would be wrong after hours of work."""

    def compute(self, stage: str, work: Work) -> object:
        """Return what a stage gives."""

    def files(self, stage: str, value: Any) -> Iterator[tuple[str, Content]]:  # noqa: ANN401 - each stage its own kind
        """Yield the name and content of each file that holds what a stage gave."""

    def read(self, stage: str, result: Result) -> Any:  # noqa: ANN401 - likewise
        """Return what a stage gave. Raises ``RunError`` if a file is not the one that was written."""

    def finish(self, work: Work) -> Mapping[str, Any]:
        """Write the run, as a whole or not at all, and return its manifest."""


class Pipeline:
    """The stages of a mining."""

    stages = STAGES

    def prepare(self, job: Job, permissions: Permissions) -> None:
        """Raise now what would be wrong with a model, a server, or the file of seed themes."""
        from thememiner.batch.stage_functions import refuse_unusable  # noqa: PLC0415 - a batch with nothing to do loads none

        refuse_unusable(job, permissions)

    def compute(self, stage: str, work: Work) -> object:
        """Return what a stage gives."""
        from thememiner.batch.stage_functions import WORK  # noqa: PLC0415 - a batch with nothing to do loads none of this

        return WORK[stage](work)

    def files(self, stage: str, value: Any) -> Iterator[tuple[str, Content]]:  # noqa: ANN401 - each stage its own kind
        """Yield the name and content of each file that holds what a stage gave."""
        from thememiner.batch.stage_files import FORMS  # noqa: PLC0415 - a batch with nothing to do loads none of this

        return FORMS[stage].files(value)

    def read(self, stage: str, result: Result) -> Any:  # noqa: ANN401 - likewise
        """Return what a stage gave. Raises ``RunError`` if a file is not the one that was written."""
        from thememiner.batch.stage_files import FORMS  # noqa: PLC0415 - a batch with nothing to do loads none of this
        from thememiner.runs import RunFiles  # noqa: PLC0415 - likewise

        return FORMS[stage].read(RunFiles(result.folder, result.files))

    def finish(self, work: Work) -> Mapping[str, Any]:
        """Write the run with its report, as a whole or not at all, and return its manifest."""
        from thememiner.batch.stage_functions import finished_run  # noqa: PLC0415 - a batch with nothing to do loads none of it
        from thememiner.workflows import write_with_pages  # noqa: PLC0415 - likewise

        run = finished_run(work)
        write_with_pages(run, work.job.folder, log={}, replace=True)
        return run.manifest
