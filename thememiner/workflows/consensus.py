"""What a meeting decided becomes a coding of its own, in a new run beside the codings that it came from."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thememiner.comparison import AppliedConsensus, apply_consensus, comparison_settings, decided_units
from thememiner.errors import UsageError
from thememiner.exchange import ConsensusDecisions, read_decisions
from thememiner.records import Run
from thememiner.runs import open_run
from thememiner.storage import hash_bytes
from thememiner.workflows.derived_runs import derived_manifest, refuse_target
from thememiner.workflows.disagreements import manual_coding
from thememiner.workflows.pairwise import compare_all, proposal_of
from thememiner.workflows.pipeline import write_with_pages
from thememiner.workflows.progress import Journal, Progress, silent

CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True)
class Consensus:
    """A run with one more coding, and what became of each row of the table of decisions."""

    run: Run
    coder: str
    """Whose coding was decided upon."""
    settled: AppliedConsensus
    decided: ConsensusDecisions

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say how many rows there were, what became of them, and which codes are new."""
        decided = self.decided
        told = _told(self.coder, self.settled, decided)
        first = (
            f"Of {told['rows']:,} rows, {len(decided.codes):,} are decided ({told['kept']:,} as {self.coder} had it, "
            f"{told['changed']:,} otherwise, {told['emptied']:,} without code), {told['undecided']:,} undecided, and "
            f"{told['not_used']:,} could not be used."
        )
        if not decided.new:
            return (first,)
        beside = [name for name in decided.new if decided.codebook[name].parent_id is None]
        rule = 'New codes stand beside the themes unless written as "theme > code"'
        return (first, f"New codes: {'; '.join(decided.new)}.", *([f"{rule}: {'; '.join(beside)}."] if beside else []))


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
    decided = read_decisions(
        table, parent.units, coding.codebook, coder=coding.coder, proposed=proposal_of(parent).codebook
    )
    if not decided.codes:
        raise UsageError(_nothing_decided(decided), place=table.name, remedy="Fill in the column decision.")
    settings = comparison_settings(parent)
    settled = apply_consensus(
        coding,
        decided.codes,
        parent.units,
        coder=name,
        codebook=decided.codebook,
        min_overlap=settings.min_overlap,
    )
    journal.begin("Comparing")
    seed = int(parent.manifest["seed"])
    compared = compare_all(
        proposal_of(parent), [settled.coding], parent.units, parent.documents, settings=settings, seed=seed
    )
    units = sorted({*decided_units(parent, coding.coder), *decided.codes})
    data = table.read_bytes()
    source = {"coder": name, "path": table.name, "sha256": hash_bytes(data)}
    manifest = derived_manifest(parent, run, [source], decided.problems, decided.notes)
    new = dataclasses.replace(
        parent,
        manifest={**manifest, "consensus": {**_told(coding.coder, settled, decided), "by": name, "units": units}},
        codings=(*parent.codings, settled.coding),
        comparisons=(*parent.comparisons, *compared),
    )
    if folder is not None:
        journal.begin("Writing the report")
        kept, log = {f"decisions{table.suffix.lower()}": data}, {"consensus.json": journal.to_json()}
        write_with_pages(new, folder, files=kept, log=log, replace=replace)
    return Consensus(new, coding.coder, settled, decided)


def _nothing_decided(decided: ConsensusDecisions) -> str:
    problems = f" ({decided.problems[0].place}: {decided.problems[0].reason})" if decided.problems else ""
    return f"decides nothing that could be used{problems}."


def _told(coder: str, settled: AppliedConsensus, decided: ConsensusDecisions) -> dict[str, Any]:
    """Return what the manifest says of a consensus."""
    return {
        "coder": coder,
        "rows": len(decided.codes) + decided.undecided + len(decided.problems),
        "kept": settled.kept,
        "changed": settled.changed,
        "emptied": settled.emptied,
        "undecided": decided.undecided,
        "not_used": len(decided.problems),
        "new_codes": list(decided.new),
    }
