"""The benchmark of discovery gives peers only vectors and texts, and its scores are correct."""

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks import false_alarms, null_data
from benchmarks.__main__ import benchmarks
from benchmarks.case_reading import CASE_READERS, PROTOCOL_SETS
from benchmarks.clustering_jobs import Clustering, Job, JobInput, read_clusterings, run_jobs, write_jobs
from benchmarks.clustering_scores import (
    b_cubed_score,
    coverage,
    f1_scores,
    group_matrix,
    groups_at,
    known_values,
    score_clustering,
)
from benchmarks.coded_cases import WITH_THEMES, Case
from benchmarks.discovery import PARTS
from benchmarks.discovery_speed import Stack, replicate_stack, sample_stack
from benchmarks.process_memory import run_and_measure
from benchmarks.seed_agreement import pairwise_ami
from benchmarks.stability_check import compare_halves, score_subthemes
from benchmarks.umap_hdbscan import cluster_umap_hdbscan

SCRIPTS = Path(__file__).parents[2] / "scripts"


def case(codes: Sequence[tuple[str, ...]], documents: Sequence[int], *, name: str = "invented") -> Case:
    """Return a case whose units are the coded segments, with random vectors."""
    count = len(codes)
    vectors = np.random.default_rng(0).standard_normal((count, 8)).astype(np.float32)
    units = pd.DataFrame({"unit_id": [f"u{row:02}" for row in range(count)], "doc_id": [f"d{d}" for d in documents]})
    words = tuple(("word", str(row)) for row in range(count))
    return Case(name, units, vectors, words, np.arange(count), tuple(codes), np.array(documents))


ALIKE = case([("a",), ("a",), ("a",), ("b",), ("b",), ("b", "a")], [0, 1, 2, 0, 1, 2])


def test_peers_import_nothing_of_this_program() -> None:
    """Code in the environment of the peers imports only the peers, NumPy, the standard library and the jobs."""
    allowed = {"benchmarks.clustering_jobs", "bertopic", "numpy", "turftopic", "umap", *sys.stdlib_module_names}
    imported = set()
    for name in ("peer_process", "clustering_jobs"):
        for node in ast.walk(ast.parse((SCRIPTS / "benchmarks" / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    assert {name for name in imported if name not in allowed and name.split(".")[0] not in allowed} == set()


def test_jobs_hold_no_codes(tmp_path: Path) -> None:
    """The folder of a contender has vectors, texts, rows and seeds, but no human codes."""
    write_jobs(tmp_path, ALIKE.vectors, ALIKE.texts, [Job(seed=0)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jobs.json", "texts.json", "vectors.npy"]
    assert (tmp_path / "jobs.json").read_text("utf-8") == '[{"seed": 0, "rows": null, "count": null}]'


def test_a_failed_job_gives_unassigned_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A failed job gives unassigned units and the name of the error, and the other jobs run."""

    def cluster(given: JobInput, job: Job) -> dict[str, Any]:
        if job.seed:
            raise ValueError("too few")
        return {"labels": given[2], "second": [], "stability": [0.5, None]}

    write_jobs(tmp_path, ALIKE.vectors, ALIKE.texts, [Job(seed=0), Job(seed=1, rows=(4, 2, 0))])
    run_jobs(tmp_path, cluster, failures=(ValueError,))
    good, failed = read_clusterings(tmp_path)
    assert (good.labels, good.stability, good.error) == ((0, 1, 2, 3, 4, 5), (0.5, None), None)
    assert (failed.labels, failed.error) == ((-1, -1, -1), "ValueError")
    assert "ValueError with 3 units: too few" in capsys.readouterr().err


def test_an_unexpected_failure_ends_the_process(tmp_path: Path) -> None:
    """An error that is not an expected failure is raised."""

    def cluster(_given: JobInput, _job: Job) -> dict[str, Any]:
        raise ValueError("a fault")

    write_jobs(tmp_path, ALIKE.vectors, ALIKE.texts, [Job(seed=0)])
    with pytest.raises(ValueError, match="a fault"):
        run_jobs(tmp_path, cluster)


def test_the_command_line_offers_every_part() -> None:
    """Each part is an option, and its sets have readers."""
    part = next(parameter for parameter in benchmarks.commands["discovery"].params if parameter.name == "parts")
    assert list(part.to_info_dict()["type"]["choices"]) == list(PARTS)
    assert all(set(each.sets) <= set(CASE_READERS) for each in PARTS.values())
    assert len(PROTOCOL_SETS) == 5
    assert set(CASE_READERS) >= WITH_THEMES


def test_equal_groups_have_perfect_scores() -> None:
    """With one code per unit and the groups of the human codes, every score is perfect."""
    one_code = case([("a",)] * 3 + [("b",)] * 3, [0, 1, 2, 0, 1, 2])
    found = score_clustering(one_code, Clustering(labels=(1, 1, 1, 0, 0, 0)), "sub-themes")
    assert found == pytest.approx((1, 1, 1, 1, 1, 0, 2, 0.5))


def test_unassigned_units_do_not_agree() -> None:
    """If all units are unassigned, agreement is at chance level and no code is covered."""
    found = score_clustering(ALIKE, Clustering(labels=(-1,) * 6), "sub-themes")
    assert (found.ami, found.ari, found.kappa, found.coverage) == pytest.approx((0, 0, 0, 0))
    assert (found.unassigned, found.groups, found.largest) == (1, 0, 0)


def test_a_second_code_counts() -> None:
    """A unit with two human codes agrees better if it is in both groups."""
    first = Clustering(labels=(0, 0, 0, 1, 1, 1))
    both = Clustering(labels=first.labels, second=(-1, -1, -1, -1, -1, 0))
    assert score_clustering(ALIKE, both, "sub-themes").b_cubed == pytest.approx(1)
    assert score_clustering(ALIKE, first, "sub-themes").b_cubed < 0.95


def test_kappa_of_one_document_is_undefined() -> None:
    """Without pairs of different documents, kappa across documents is undefined."""
    found = score_clustering(case([("a",), ("b",), ("a",)], [0, 0, 0]), Clustering(labels=(0, 1, 0)), "sub-themes")
    assert found.kappa is None
    assert known_values([found], "kappa") == []


def test_themes_are_scored_against_human_themes() -> None:
    """At the level of themes, groups are the parents of sub-themes and codes the top of the code tree."""
    two = case([("A > x",), ("A > y",), ("B > z", "A > x")], [0, 1, 2])
    draw = Clustering(labels=(0, 1, 2), second=(-1, -1, 0), parents=(0, 0, 1))
    first, second = groups_at(draw, "themes")
    assert (first.tolist(), second.tolist()) == ([0, 0, 1], [-1, -1, 0])
    assert two.codes_at("themes") == (("A",), ("A",), ("B", "A"))
    assert (two.count_at("sub-themes"), two.count_at("themes")) == (3, 2)


def test_a_peer_has_one_level() -> None:
    """Without parents, groups are compared with themes directly."""
    assert groups_at(Clustering(labels=(0, 2, -1)), "themes")[0].tolist() == [0, 2, -1]


def test_coverage_counts_codes_that_are_large_enough() -> None:
    """A code with at least three units is covered if some group has an F1 of .5 with it."""
    carried = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)
    proposed = group_matrix(np.array([0, 0, -1, 1, 2, 3, 4]))
    assert f1_scores(carried, proposed)[0, 0] == pytest.approx(2 * 2 / (3 + 2))
    assert coverage(carried, proposed) == 1
    assert coverage(carried, proposed[:, 2:]) == 0.5
    assert coverage(carried[:, 2:], proposed) is None


def test_unassigned_units_count_as_one_group() -> None:
    """B-cubed treats unassigned units as one group, and is 0 for a single unit."""
    codes = group_matrix(np.array([0, 1, 1]))
    assert b_cubed_score(codes, group_matrix(np.array([0, -1, -1]))) == 1
    assert b_cubed_score(codes[:1], codes[:1]) == 0


def test_a_part_of_a_case_keeps_its_coded_segments() -> None:
    """The segments of the chosen units are kept, in any order."""
    whole = case([("a",), ("b",), ("c",)], [0, 1, 2])
    matched = Case(
        whole.name, whole.units, whole.vectors, whole.words, np.array([2, 0, 2]), whole.codes, whole.documents
    )
    part = matched.part(np.array([1, 2]))
    assert part.judged.tolist() == [1, 1]
    assert part.codes == (("a",), ("c",))
    assert part.units["unit_id"].tolist() == ["u01", "u02"]
    assert matched.sampled(1).judged.tolist() in ([0, 0], [0])


def test_results_of_two_seeds_are_compared_pair_by_pair() -> None:
    """Three results make three pairs, and the numbers of groups do not matter."""
    assert pairwise_ami([[0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]]) == pytest.approx([1, 1, 1])


def test_halves_are_made_by_stability() -> None:
    """The more stable half comes first, and the middle one of an odd number belongs to neither half."""
    halves = compare_halves(np.array([0.2, 0.9, 0.5, 0.8, 0.1]), np.array([0.1, 0.7, 9.0, 0.5, 0.3]))
    assert (halves.top, halves.bottom) == pytest.approx((0.6, 0.2))
    assert compare_halves(np.array([0.5, 0.5]), np.array([0.1, 0.2])).correlation is None


def test_a_sub_theme_without_a_stability_is_left_out() -> None:
    """Sub-themes without a stability are not ranked; the others keep their best code."""
    stability, scores = score_subthemes(ALIKE, Clustering(labels=(0, 0, 0, 1, 1, 1), stability=(None, 0.5)))
    assert (stability.tolist(), scores.tolist()) == ([0.5], [1.0])


@pytest.mark.parametrize("units", [pytest.param(n, id=f"{n}-units") for n in (1, 3, 4, 30)])
def test_the_single_run_accepts_any_number_of_units(units: int) -> None:
    """Each unit gets a label."""
    vectors = np.random.default_rng(0).standard_normal((units, 12)).astype(np.float32)
    assert len(cluster_umap_hdbscan(vectors, 0)) == units


def test_noise_has_the_covariance_of_the_units() -> None:
    """Null data of noise has the mean and the covariance of the units."""
    random = np.random.default_rng(0)
    spread = random.standard_normal((2000, 3)) * [0.3, 0.1, 0.02] + [2, 1, 1]
    vectors = (spread / np.linalg.norm(spread, axis=1, keepdims=True)).astype(np.float32)
    like = case([("a",)] * 2000, [0] * 2000)
    units = like.units.assign(duplicate_of=None)
    real = Case(like.name, units, vectors, like.words, like.judged, like.codes, like.documents)
    noise = null_data.make_covariance_noise(real, random).vectors
    assert np.cov(noise.T) == pytest.approx(np.cov(vectors.T), abs=0.002)
    assert noise.mean(axis=0) == pytest.approx(vectors.mean(axis=0), abs=0.02)


def test_made_up_texts_become_units() -> None:
    """Each text becomes one unit, whose row id is its index."""
    texts = ["alpha beta gamma delta", "epsilon zeta eta theta iota", "kappa lambda mu nu"]
    units = null_data.segment_texts(texts, ["b", "a", "b"]).units
    assert [texts[int(row_id)] for row_id in units["row_id"]] == units["text"].tolist()
    assert sorted(units["text"]) == texts
    assert units["doc_id"].nunique() == 2


def test_sizes_beyond_a_set_are_left_out() -> None:
    """A set with at least 90 % of a size counts as that size."""
    assert false_alarms.usable_sizes(2990, {100: 10, 3000: 2}) == {100: 10, 3000: 2}
    assert false_alarms.usable_sizes(700, {100: 10, 1000: 5}) == {100: 10}


def test_copies_are_new_units_with_similar_vectors() -> None:
    """Copies have new ids, new documents and slightly different vectors; the originals are unchanged."""
    one = case([("a",)] * 4, [0, 0, 1, 1])
    vectors = one.vectors / np.linalg.norm(one.vectors, axis=1, keepdims=True)
    many = replicate_stack(Stack(vectors, one.texts, one.units.assign(duplicate_of=None)), 10)
    assert many.units["unit_id"].is_unique
    assert many.units["doc_id"].nunique() == 5
    assert many.vectors[:4] == pytest.approx(vectors)
    assert 0.9 < float(many.vectors[4] @ vectors[0]) < 1
    assert len(sample_stack(many, 7).texts) == 7


def test_memory_of_all_processes_is_measured() -> None:
    """The memory of a grandchild process counts, and the exit status is returned."""
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("this system does not report the memory of a process")
    hold = "import time; held = bytearray(60_000_000); time.sleep(1.5)"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}]); sys.exit(3)"
    watched = run_and_measure([sys.executable, "-c", start], {})
    assert watched.status == 3
    assert watched.peak_mib is not None
    assert watched.peak_mib > 60
