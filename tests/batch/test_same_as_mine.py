"""A batch gives the same run as ``mine``, and only runs and stage results contain text of transcripts."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from batch_trees import tree_of
from small_plans import write_corpus

from thememiner.batch.journal import State
from thememiner.batch.plan import Plan, read_plan
from thememiner.batch.run_plan import run_plan
from thememiner.corpus import read_corpus
from thememiner.runs import open_run
from thememiner.workflows.mine import mine

QUICK = """
seed = 3
[discovery]
runs = 2
[comparison]
resamples = 10
shuffles = 5
[saturation]
compute = "on"
orders = 1
"""
SENTENCE = "looks after the children when I have a night shift"
CODES = {"bus": "Transport", "children": "Care", "money": "Money"}


def write_gold(path: Path, corpus: Path, *, least: int) -> None:
    """Write a manual coding of the sentences that start at character ``least`` or later."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("document", "start", "end", "code"))
        for document in read_corpus([corpus]).documents:
            for sentence in re.finditer(r"[^.\n]+\.", document.text):
                codes = [code for word, code in CODES.items() if word in sentence.group() and sentence.start() >= least]
                table.writerows((document.doc_id, *sentence.span(), code) for code in codes)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan of one corpus with the codings of two people, whose batch is done."""
    folder = tmp_path_factory.mktemp("study")
    write_corpus(folder / "interviews" / "ward", 10)
    for coder, least in (("anna", 0), ("ben", 80)):
        write_gold(folder / f"ward-{coder}.csv", folder / "interviews" / "ward", least=least)
    (folder / "quick.toml").write_text(QUICK, "utf-8")
    text = 'corpora = ["interviews/*"]\ngold = ["{corpus}-*.csv"]\nconfigurations = ["quick.toml"]\noutput = "out"\n'
    (folder / "plan.toml").write_text(text, "utf-8")
    plan = read_plan(folder / "plan.toml")
    assert [outcome.state for outcome in run_plan(plan)] == [State.DONE]
    return plan


def test_a_batch_gives_the_run_that_mine_gives(plan: Plan, tmp_path: Path) -> None:
    """It is the same byte for byte, with themes, comparisons and saturation; also if it is made from stored results."""
    (job,) = plan.jobs
    run = open_run(job.folder)
    assert run.themes
    assert len(run.comparisons) > 1
    assert run.ceiling
    assert run.saturation is not None
    mine(job.paths, tmp_path / "run", settings=job.settings, manual=job.gold)
    alone = tree_of(tmp_path / "run")
    assert tree_of(job.folder) == alone
    shutil.rmtree(job.folder)
    assert [outcome.computed for outcome in run_plan(plan)] == [("report",)]
    assert tree_of(job.folder) == alone


def test_no_sentence_of_a_transcript_is_outside_runs_and_stage_results(plan: Plan) -> None:
    """Logs, records and the summary contain names and key words of themes only."""
    outside = [
        path
        for path in sorted(plan.output.rglob("*"))
        if path.is_file() and path.relative_to(plan.output).parts[0] != "runs" and "-" not in path.parent.name
    ]
    assert {"summary.html", "summary.csv", "quick.json", "quick.jsonl"} <= {path.name for path in outside}
    for path in outside:
        assert SENTENCE.encode() not in path.read_bytes(), path.name
    assert any(SENTENCE.encode() in path.read_bytes() for path in plan.jobs[0].folder.rglob("*.html"))
