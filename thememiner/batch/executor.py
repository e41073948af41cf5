"""The executor: runs the stages of a job, and loads heavy modules only when a stage needs them."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from thememiner.batch.plan import Job
from thememiner.batch.store import Content, Result
from thememiner.config import Permissions
from thememiner.stages import STAGES, Stage, StageContext


class StageExecutor(Protocol):
    """Runs the stages of a job, and stores and reads their results; the last stage writes the run."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Return the stages in the order in which they run."""

    def prepare(self, job: Job, permissions: Permissions) -> None:
        """Raise at once any error that can be found before hours of work."""

    def compute(self, stage: str, context: StageContext) -> object:
        """Return the result of a stage."""

    def serialize(self, stage: str, value: Any) -> Iterator[tuple[str, Content]]:  # noqa: ANN401 - each stage has its own type of result
        """Yield the name and content of each file that stores a stage's result."""

    def read(self, stage: str, result: Result) -> Any:  # noqa: ANN401 - each stage has its own type of result
        """Return a stage's stored result. Raises ``RunError`` if a file was altered."""

    def write_run(self, job: Job, context: StageContext) -> Mapping[str, Any]:
        """Write the run, as a whole or not at all, and return its manifest."""


class PipelineExecutor:
    """Runs the stages of a mining; its methods import what they need, so that a finished batch loads nothing heavy."""

    stages = STAGES

    def prepare(self, job: Job, permissions: Permissions) -> None:
        """Raise if the run folder, the model, the naming server or the file of seed themes cannot be used."""
        from thememiner.runs import refuse_existing  # noqa: PLC0415 - a finished batch loads nothing heavy
        from thememiner.storage import reserve_target  # noqa: PLC0415 - a finished batch loads nothing heavy
        from thememiner.workflows import refuse_unusable_settings  # noqa: PLC0415 - a finished batch loads nothing heavy

        refuse_existing(job.folder, replace=True)
        with reserve_target(job.folder):
            pass
        refuse_unusable_settings(job.settings, permissions)

    def compute(self, stage: str, context: StageContext) -> object:
        """Return the result of a stage."""
        from thememiner.workflows import STAGE_FUNCTIONS  # noqa: PLC0415 - a finished batch loads nothing heavy

        return STAGE_FUNCTIONS[stage](context)

    def serialize(self, stage: str, value: Any) -> Iterator[tuple[str, Content]]:  # noqa: ANN401 - each stage has its own type of result
        """Yield the name and content of each file that stores a stage's result."""
        from thememiner.batch.stage_files import STAGE_FORMATS  # noqa: PLC0415 - a finished batch loads nothing heavy

        return STAGE_FORMATS[stage].serialize(value)

    def read(self, stage: str, result: Result) -> Any:  # noqa: ANN401 - each stage has its own type of result
        """Return a stage's stored result. Raises ``RunError`` if a file was altered."""
        from thememiner.batch.stage_files import STAGE_FORMATS  # noqa: PLC0415 - a finished batch loads nothing heavy
        from thememiner.runs import RunFiles  # noqa: PLC0415 - a finished batch loads nothing heavy

        return STAGE_FORMATS[stage].read(RunFiles(result.folder, result.files))

    def write_run(self, job: Job, context: StageContext) -> Mapping[str, Any]:
        """Write the run with its report, as a whole or not at all, and return its manifest."""
        from thememiner.runs import stage_run  # noqa: PLC0415 - a finished batch loads nothing heavy
        from thememiner.workflows import assemble_run, write_with_pages  # noqa: PLC0415 - a finished batch loads nothing heavy

        with stage_run(job.folder, replace=True) as staged:
            run = assemble_run(context)
            write_with_pages(run, staged)
        return run.manifest
