"""The effect of the course of the interviews, place and question, on agreement with human codes."""

from collections.abc import Iterator, Sequence
from statistics import mean

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.case_reading import to_units_case, trace_course_of
from benchmarks.clustering_jobs import Clustering
from benchmarks.clustering_scores import ClusteringScores, score_clustering
from benchmarks.coded_cases import Case
from benchmarks.coded_sets import CodedCorpus, read_rows, read_transcripts
from benchmarks.markdown_tables import format_mean_and_spread, format_number, print_heading, print_progress, print_row
from thememiner import discover
from thememiner.embedding import embed
from thememiner.records import Embedding


def read_material() -> Iterator[tuple[str, CodedCorpus]]:
    """Read the material whose order is true: sessions with printed tasks, and counselling, which has no guide."""
    yield "usability sessions", read_transcripts("en_serdif_usability")
    therapist: dict[str, object] = {"interviewer": "therapist"}
    for name, codes in (("subjects", "topics"), ("behaviours: negative control", "labels")):
        yield f"counselling, {name}", read_rows("en_annomi", codes=codes, order="id", speakers=therapist)


def print_course(seeds: Sequence[int]) -> None:
    """Print the scores of the program's own themes without and with the course of the interviews."""
    print_heading(
        "The course of the interviews off and on",
        f"Every unit is clustered with the defaults; a coded segment is scored by its unit. Seeds {seeds[0]} to "
        f"{seeds[-1]}, means, of the AMI with standard deviation. Seeds agree: mean AMI of any two seeds.",
        *("material", "course", "AMI", "B-cubed F1, all codes", "κ across documents", "AMI with documents"),
        *("codes covered", "themes: AMI", "unassigned", "sub-themes", "seeds agree"),
    )
    for name, material in read_material():
        print_progress(f"course: {name}")
        plain = embed(material.segmentation)
        traced = trace_course_of(material, plain)
        is_used = traced is not plain
        for kind, embedding in (("off", plain), ("on", traced)) if is_used else (("off (its own choice)", plain),):
            case = to_units_case(name, material, embedding)
            draws = [_discover(material, embedding, seed) for seed in seeds]
            _print_scores(f"{kind} (its own choice)" if is_used and kind == "on" else kind, case, draws)


def _discover(material: CodedCorpus, embedding: Embedding, seed: int) -> Clustering:
    found = discover(embedding, material.segmentation.units, seed=seed)
    second = np.where(found.carries_both, found.nearest, -1)
    return Clustering(tuple(found.subthemes.tolist()), second=tuple(second.tolist()), parents=found.parents)


def _print_scores(kind: str, case: Case, draws: Sequence[Clustering]) -> None:
    scores = [score_clustering(case, draw, "sub-themes") for draw in draws]
    themes = [score_clustering(case, draw, "themes").ami for draw in draws]
    labels = [np.array(draw.labels) for draw in draws]
    places = [adjusted_mutual_info_score(case.documents, own[case.judged]) for own in labels]
    pairs = [
        adjusted_mutual_info_score(labels[first], labels[second])
        for first in range(len(labels))
        for second in range(first)
    ]
    print_row(
        *(case.name, kind, format_mean_and_spread([one.ami for one in scores])),
        *(_format_mean(scores, measure) for measure in ("b_cubed", "kappa")),
        *(format_number(mean(places)), _format_mean(scores, "coverage"), format_number(mean(themes))),
        *(_format_mean(scores, "unassigned"), format_number(mean(one.groups for one in scores), 1)),
        format_number(mean(pairs) if pairs else None),
    )


def _format_mean(scores: Sequence[ClusteringScores], measure: str) -> str:
    values = [getattr(one, measure) for one in scores]
    return format_number(None if None in values else mean(values))
