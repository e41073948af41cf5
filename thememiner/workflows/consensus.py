"""What a meeting decided becomes a coding of its own, in a new run beside the codings that it came from."""

import dataclasses
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from thememiner.comparison import Settled, compare, settings_of, settle
from thememiner.errors import UsageError
from thememiner.exchange import Decided, read_decisions
from thememiner.records import MACHINE, Run
from thememiner.report import methods_paragraph, render_report
from thememiner.runs import manifest_hash, open_run, write_run
from thememiner.storage import hash_bytes
from thememiner.workflows.disagreements import manual_coding
from thememiner.workflows.journal import Journal
from thememiner.workflows.progress import Progress, silent
from thememiner.workflows.target import refuse_target

CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True)
class Consensus:
    """A run with one more coding, and what became of each row of the table of decisions."""

    run: Run
    coder: str
    """Whose coding was decided upon."""
    settled: Settled
    decided: Decided

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say how many rows there were, what became of them, and which codes are new."""
        told, settled = self.decided, self.settled
        unusable = len(told.problems)
        rows = len(told.codes) + told.undecided + unusable
        first = (
            f"Of {rows:,} rows, {len(told.codes):,} are decided ({settled.kept:,} as {self.coder} had it, "
            f"{settled.changed:,} otherwise, {settled.emptied:,} without code), {told.undecided:,} undecided, and "
            f"{unusable:,} could not be used."
        )
        return (first, f"New codes: {'; '.join(told.new)}.") if told.new else (first,)


def consensus(
    run: Path | str,
    table: Path | str,
    folder: Path | str | None = None,
    *,
    coder: str | None = None,
    name: str = CONSENSUS,
    replace: bool = False,
    progress: Progress = silent,
) -> Consensus:
    """Put what a table of decisions says in the place of what a person's coding had there; the rest stays.

    The new coding is by ``name``, and compared with the program's. The run itself is not altered; the new one names it
    as its parent and keeps the table. Units without decision stay as ``coder`` (needed only if there are several) had
    them. With ``folder`` the new run is written there, with its report, as a whole or not at all.

    Raises ``UsageError`` if there is no such coder, ``name`` is taken, the table decides nothing, or ``folder`` is the
    run itself, ``RunExistsError`` if it is there and ``replace`` is not set, and what ``read_decisions`` raises.
    """
    run, table, folder = Path(run), Path(table), None if folder is None else Path(folder)
    if folder is not None:
        refuse_target(folder, run, replace=replace)
    journal = Journal(progress)
    journal.begin("Reading decisions")
    parent = open_run(run)
    if name in {coding.coder for coding in parent.codings}:
        raise UsageError(f"has a coder called {name} already.", place=run.name, remedy="Choose another with --name.")
    coding = manual_coding(parent, coder, run.name)
    decided = read_decisions(table, parent.units, coding.codebook)
    if not decided.codes:
        raise UsageError(_nothing_decided(decided), place=table.name, remedy="Fill in the column decision.")
    settings = settings_of(parent)
    settled = settle(
        coding,
        decided.codes,
        parent.units,
        coder=name,
        codebook=decided.codebook,
        min_overlap=settings.min_overlap,
    )
    journal.begin("Comparing")
    machine = next(one for one in parent.codings if one.coder == MACHINE)
    compared = compare(settled.coding, machine, parent.units, settings=settings, seed=int(parent.manifest["seed"]))
    data = table.read_bytes()
    made = Consensus(parent, coding.coder, settled, decided)
    new = dataclasses.replace(
        parent,
        manifest=_manifest(made, run, name, {"path": table.name, "sha256": hash_bytes(data)}),
        codings=(*parent.codings, settled.coding),
        comparisons=(*parent.comparisons, compared),
    )
    if folder is not None:
        journal.begin("Writing the report")
        pages = {"report.html": render_report(new).encode(), "methods.md": methods_paragraph(new).encode()}
        kept = {**pages, f"decisions{table.suffix.lower()}": data}
        write_run(new, folder, files=kept, log={"consensus.json": journal.as_json()}, replace=replace)
    return dataclasses.replace(made, run=new)


def _nothing_decided(decided: Decided) -> str:
    problems = f" ({decided.problems[0].place}: {decided.problems[0].reason})" if decided.problems else ""
    return f"decides nothing that could be used{problems}."


def _manifest(made: Consensus, run: Path, name: str, source: Mapping[str, str]) -> dict[str, Any]:
    parent, decided, settled = made.run.manifest, made.decided, made.settled
    return {
        **parent,
        "parent": {"folder": run.resolve().name, "sha256": manifest_hash(run)},
        "codings": [*parent["codings"], {"coder": name, **source}],
        "consensus": {
            "coder": made.coder,
            "rows": len(decided.codes) + decided.undecided + len(decided.problems),
            "kept": settled.kept,
            "changed": settled.changed,
            "emptied": settled.emptied,
            "undecided": decided.undecided,
            "not_used": len(decided.problems),
            "new_codes": list(decided.new),
        },
        "problems": [*parent["problems"], *(asdict(problem) for problem in decided.problems)],
        "notes": [*parent["notes"], *(asdict(note) for note in decided.notes)],
    }
