"""Apply the decisions of a consensus meeting to a coder's coding: a further coding, in a new run."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thememiner.comparison import AppliedConsensus, apply_consensus, comparison_settings, decided_units
from thememiner.errors import UsageError
from thememiner.exchange import ConsensusDecisions, read_decisions
from thememiner.phrasing import describe_decisions
from thememiner.records import MACHINE, Codebook, Run
from thememiner.runs import open_run
from thememiner.stages import REPORT
from thememiner.storage import hash_bytes
from thememiner.workflows.derived_runs import build_derived_manifest, stage_derived_run
from thememiner.workflows.disagreements import choose_manual_coding
from thememiner.workflows.pairwise import compare_all, get_proposal
from thememiner.workflows.pipeline import write_with_pages
from thememiner.workflows.progress import Journal, Progress, silent

CONSENSUS = "consensus"
FROM_PROGRAM = f"Added by a consensus meeting from the proposal by {MACHINE}: {{}}."
"""The description of a code that a meeting took from the program, with the id of the theme."""


@dataclass(frozen=True, slots=True)
class Consensus:
    """A run with the consensus coding added, and the use made of each row of the table of decisions."""

    run: Run
    coder: str
    """The coder whose coding the decisions are about."""
    applied: AppliedConsensus
    decisions: ConsensusDecisions

    @property
    def sentences(self) -> tuple[str, ...]:
        """Sentences on the number of rows, the use made of them, and new codes."""
        decisions = self.decisions
        first = describe_decisions(_count_rows(self.coder, self.applied, decisions))
        if not decisions.new:
            return (first,)
        at_top = [name for name in decisions.new if decisions.codebook[name].parent_id is None]
        rule = 'New codes stand beside the themes unless written as "theme > code"'
        return (
            first,
            f"New codes: {'; '.join(decisions.new)}.",
            *([f"{rule}: {'; '.join(at_top)}."] if at_top else []),
            *_describe_program_codes(decisions),
        )


def _describe_program_codes(decisions: ConsensusDecisions) -> tuple[str, ...]:
    """Return a sentence on the new codes that are themes of the program, if there are any."""
    of_program = [
        f"{code_id} ({decisions.from_program[code_id]})"
        for code_id in decisions.new
        if code_id in decisions.from_program
    ]
    return (f"Of the new codes, these are the program's: {'; '.join(of_program)}.",) if of_program else ()


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
    """Replace a person's codes with the consensus decisions in a table; units without a decision keep their codes.

    The new coding gets ``name`` as its coder, and is compared with the proposal. The run itself is not altered; the new
    run names it as its parent, and keeps the table and each decision with its comment. ``coder`` is needed only if
    there are several. With ``folder`` the new run is written there with its report, as a whole or not at all.

    Raises ``UsageError`` if there is no such coder, ``name`` is taken, the table decides nothing, or ``folder`` is the
    run itself, ``RunExistsError`` if it exists and ``replace`` is not set, and the errors of ``read_decisions``.
    """
    run, table, folder = Path(run), Path(table), None if folder is None else Path(folder)
    with stage_derived_run(folder, run, replace=replace) as staged:
        return _decide(run, table, staged, coder, name, progress)


def _decide(run: Path, table: Path, staged: Path | None, coder: str | None, name: str, progress: Progress) -> Consensus:
    """Apply the decisions of a table to a run, and write the new run into a folder if there is one."""
    journal = Journal(progress)
    journal.begin("Reading decisions")
    parent = open_run(run)
    if name in {coding.coder for coding in parent.codings}:
        raise UsageError(f"has a coder called {name} already.", place=run.name, remedy="Choose another with --name.")
    coding = choose_manual_coding(parent, coder, run.name)
    decisions = read_decisions(
        table, parent.units, coding.codebook, coder=coding.coder, proposed=get_proposal(parent).codebook
    )
    if not decisions.codes:
        raise UsageError(_nothing_decided(decisions), place=table.name, remedy="Fill in the column decision.")
    settings = comparison_settings(parent)
    applied = apply_consensus(
        coding,
        decisions.codes,
        parent.units,
        coder=name,
        codebook=_describe_new_codes(decisions, coding.codebook),
        min_overlap=settings.min_overlap,
    )
    journal.begin("Comparing")
    seed = int(parent.manifest["seed"])
    compared = compare_all(
        get_proposal(parent), [applied.coding], parent.units, parent.documents, settings=settings, seed=seed
    )
    units = sorted({*decided_units(parent, coding.coder), *decisions.codes})
    data = table.read_bytes()
    source = {"coder": name, "path": table.name, "sha256": hash_bytes(data)}
    manifest = build_derived_manifest(parent, run, [source], decisions.problems, decisions.notes)
    new = dataclasses.replace(
        parent,
        manifest={
            **manifest,
            "consensus": {
                **_count_rows(coding.coder, applied, decisions),
                "by": name,
                "units": units,
                "decisions": _list_decisions(parent, coding.coder, decisions),
            },
        },
        codings=(*parent.codings, applied.coding),
        comparisons=(*parent.comparisons, *compared),
    )
    if staged is not None:
        journal.begin(REPORT.label)
        kept, log = {f"decisions{table.suffix.lower()}": data}, {"consensus.json": journal.to_json()}
        write_with_pages(new, staged, files=kept, log=log)
    return Consensus(new, coding.coder, applied, decisions)


def _describe_new_codes(decisions: ConsensusDecisions, before: Codebook) -> Codebook:
    """Return the codebook, in which new codes that are the program's say so."""
    known = {code.code_id for code in before.codes}
    return Codebook(
        tuple(
            dataclasses.replace(code, description=FROM_PROGRAM.format(decisions.from_program[code.code_id]))
            if code.code_id in decisions.from_program and code.code_id not in known
            else code
            for code in decisions.codebook.codes
        )
    )


def _list_decisions(parent: Run, coder: str, decisions: ConsensusDecisions) -> list[dict[str, Any]]:
    """Return the decisions for the manifest, after those of an earlier meeting that they go on from."""
    earlier = parent.decisions if parent.manifest.get("consensus", {}).get("by") == coder else ()
    listed = {one.unit_id: one for one in earlier}
    for one in decisions.rows:
        if one.codes is not None or one.unit_id not in listed:
            listed[one.unit_id] = one
    return [dataclasses.asdict(one) for one in listed.values()]


def _nothing_decided(decisions: ConsensusDecisions) -> str:
    problems = f" ({decisions.problems[0].place}: {decisions.problems[0].reason})" if decisions.problems else ""
    return f"decides nothing that could be used{problems}."


def _count_rows(coder: str, applied: AppliedConsensus, decisions: ConsensusDecisions) -> dict[str, Any]:
    """Return how many rows of the table were used, and how, for the manifest."""
    return {
        "coder": coder,
        "rows": len(decisions.codes) + decisions.undecided + len(decisions.problems),
        "kept": applied.kept,
        "changed": applied.changed,
        "emptied": applied.emptied,
        "undecided": decisions.undecided,
        "not_used": len(decisions.problems),
        "new_codes": list(decisions.new),
        "from_program": dict(decisions.from_program),
    }
