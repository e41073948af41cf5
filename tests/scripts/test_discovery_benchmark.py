"""The benchmark of discovery gives peers no more than it says, and its figures are counted right."""

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
    """What runs in the peers' environment imports the peers, NumPy, the standard library and the jobs, no more."""
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
    """A contender is given vectors, texts, rows and seeds; nothing that people coded lies in its folder."""
    write_jobs(tmp_path, ALIKE.vectors, ALIKE.texts, [Job(seed=0)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jobs.json", "texts.json", "vectors.npy"]
    assert (tmp_path / "jobs.json").read_text("utf-8") == '[{"seed": 0, "rows": null, "count": null}]'


def test_what_a_contender_fails_at_is_nothing_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A failing job gives a draw of unassigned units with the error's name; the other jobs are done."""

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


def test_a_failure_of_this_program_is_none_of_a_peer(tmp_path: Path) -> None:
    """Where no failure is allowed for, it ends the process."""

    def cluster(_given: JobInput, _job: Job) -> dict[str, Any]:
        raise ValueError("a fault")

    write_jobs(tmp_path, ALIKE.vectors, ALIKE.texts, [Job(seed=0)])
    with pytest.raises(ValueError, match="a fault"):
        run_jobs(tmp_path, cluster)


def test_parts_on_the_command_line_are_the_parts_there_are() -> None:
    """Each part can be asked for, and its sets can be read."""
    part = next(parameter for parameter in benchmarks.commands["discovery"].params if parameter.name == "parts")
    assert list(part.to_info_dict()["type"]["choices"]) == list(PARTS)
    assert all(set(each.sets) <= set(CASE_READERS) for each in PARTS.values())
    assert len(PROTOCOL_SETS) == 5
    assert set(CASE_READERS) >= WITH_THEMES


def test_the_same_groups_agree_wholly() -> None:
    """With one code a unit, and the groups people made, every figure is at its best."""
    one_code = case([("a",)] * 3 + [("b",)] * 3, [0, 1, 2, 0, 1, 2])
    found = score_clustering(one_code, Clustering(labels=(1, 1, 1, 0, 0, 0)), "sub-themes")
    assert found == pytest.approx((1, 1, 1, 1, 1, 0, 2, 0.5))


def test_nothing_found_is_no_agreement() -> None:
    """Of all units unassigned the agreement is that of chance, no code is covered, and there is no group."""
    found = score_clustering(ALIKE, Clustering(labels=(-1,) * 6), "sub-themes")
    assert (found.ami, found.ari, found.kappa, found.coverage) == pytest.approx((0, 0, 0, 0))
    assert (found.unassigned, found.groups, found.largest) == (1, 0, 0)


def test_a_second_code_counts_where_people_gave_two() -> None:
    """The unit that people gave two codes agrees better when the program gives it both groups."""
    first = Clustering(labels=(0, 0, 0, 1, 1, 1))
    both = Clustering(labels=first.labels, second=(-1, -1, -1, -1, -1, 0))
    assert score_clustering(ALIKE, both, "sub-themes").b_cubed == pytest.approx(1)
    assert score_clustering(ALIKE, first, "sub-themes").b_cubed < 0.95


def test_kappa_in_one_document_is_not_known() -> None:
    """Without pairs of different documents there is no agreement over them."""
    found = score_clustering(case([("a",), ("b",), ("a",)], [0, 0, 0]), Clustering(labels=(0, 1, 0)), "sub-themes")
    assert found.kappa is None
    assert known_values([found], "kappa") == []


def test_themes_are_judged_by_the_themes_of_people() -> None:
    """At the level of themes, groups are those above the sub-themes and codes those at the top of the tree."""
    two = case([("A > x",), ("A > y",), ("B > z", "A > x")], [0, 1, 2])
    draw = Clustering(labels=(0, 1, 2), second=(-1, -1, 0), parents=(0, 0, 1))
    first, second = groups_at(draw, "themes")
    assert (first.tolist(), second.tolist()) == ([0, 0, 1], [-1, -1, 0])
    assert two.codes_at("themes") == (("A",), ("A",), ("B", "A"))
    assert (two.count_at("sub-themes"), two.count_at("themes")) == (3, 2)


def test_a_peer_has_one_level() -> None:
    """Without parents the groups themselves stand for themes."""
    assert groups_at(Clustering(labels=(0, 2, -1)), "themes")[0].tolist() == [0, 2, -1]


def test_coverage_counts_codes_that_are_large_enough() -> None:
    """Of codes of at least three units, those that a group reaches an F1 of .5 with are covered."""
    carried = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)
    proposed = group_matrix(np.array([0, 0, -1, 1, 2, 3, 4]))
    assert f1_scores(carried, proposed)[0, 0] == pytest.approx(2 * 2 / (3 + 2))
    assert coverage(carried, proposed) == 1
    assert coverage(carried, proposed[:, 2:]) == 0.5
    assert coverage(carried[:, 2:], proposed) is None


def test_unassigned_units_are_one_group_of_their_own() -> None:
    """B-cubed sees them as what people put together, and a single unit is no pair."""
    codes = group_matrix(np.array([0, 1, 1]))
    assert b_cubed_score(codes, group_matrix(np.array([0, -1, -1]))) == 1
    assert b_cubed_score(codes[:1], codes[:1]) == 0


def test_a_part_of_a_case_keeps_what_was_coded_in_it() -> None:
    """Of the units chosen the segments matched with them are kept, wherever they stand."""
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
    """Three results make three pairs; the same groups under other numbers are alike."""
    assert pairwise_ami([[0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]]) == pytest.approx([1, 1, 1])


def test_halves_are_made_by_stability() -> None:
    """The more stable half comes first, and the one in the middle belongs to neither."""
    halves = compare_halves(np.array([0.2, 0.9, 0.5, 0.8, 0.1]), np.array([0.1, 0.7, 9.0, 0.5, 0.3]))
    assert (halves.top, halves.bottom) == pytest.approx((0.6, 0.2))
    assert compare_halves(np.array([0.5, 0.5]), np.array([0.1, 0.2])).correlation is None


def test_a_sub_theme_without_a_stability_is_left_out() -> None:
    """What was not measured is not ranked; the others keep their own best code."""
    stability, scores = score_subthemes(ALIKE, Clustering(labels=(0, 0, 0, 1, 1, 1), stability=(None, 0.5)))
    assert (stability.tolist(), scores.tolist()) == ([0.5], [1.0])


@pytest.mark.parametrize("units", [pytest.param(n, id=f"{n}-units") for n in (1, 3, 4, 30)])
def test_the_single_run_accepts_any_number_of_units(units: int) -> None:
    """A label comes back for each unit."""
    vectors = np.random.default_rng(0).standard_normal((units, 12)).astype(np.float32)
    assert len(cluster_umap_hdbscan(vectors, 0)) == units


def test_noise_has_the_covariance_of_the_units() -> None:
    """The directions that units spread in are those that noise spreads in."""
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
    """Texts become units of the program, one for each, and each can be told by its row id."""
    texts = ["alpha beta gamma delta", "epsilon zeta eta theta iota", "kappa lambda mu nu"]
    units = null_data.segment_texts(texts, ["b", "a", "b"]).units
    assert [texts[int(row_id)] for row_id in units["row_id"]] == units["text"].tolist()
    assert sorted(units["text"]) == texts
    assert units["doc_id"].nunique() == 2


def test_sizes_beyond_a_set_are_left_out() -> None:
    """A set of nearly so many units counts as that size."""
    assert false_alarms.usable_sizes(2990, {100: 10, 3000: 2}) == {100: 10, 3000: 2}
    assert false_alarms.usable_sizes(700, {100: 10, 1000: 5}) == {100: 10}


def test_copies_are_other_units_near_the_first() -> None:
    """Copies have ids and documents of their own and vectors that differ a little; the first are as they were."""
    one = case([("a",)] * 4, [0, 0, 1, 1])
    vectors = one.vectors / np.linalg.norm(one.vectors, axis=1, keepdims=True)
    many = replicate_stack(Stack(vectors, one.texts, one.units.assign(duplicate_of=None)), 10)
    assert many.units["unit_id"].is_unique
    assert many.units["doc_id"].nunique() == 5
    assert many.vectors[:4] == pytest.approx(vectors)
    assert 0.9 < float(many.vectors[4] @ vectors[0]) < 1
    assert len(sample_stack(many, 7).texts) == 7


def test_memory_of_all_processes_is_seen() -> None:
    """What a child of a child holds counts, and the exit status comes back."""
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("this system does not tell the memory of a process")
    hold = "import time; held = bytearray(60_000_000); time.sleep(1.5)"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}]); sys.exit(3)"
    watched = run_and_measure([sys.executable, "-c", start], {})
    assert watched.status == 3
    assert watched.peak_mib is not None
    assert watched.peak_mib > 60
