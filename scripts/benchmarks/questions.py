"""How well interview guides are found: planted and real ones, given ones, and none where there is none."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from time import process_time

import numpy as np
import pandas as pd

from benchmarks.coded_sets import DATA, read_transcripts
from benchmarks.context import encode_context_units
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from benchmarks.planted_guides import (
    DEMONSTRATIONS,
    MARK,
    Material,
    Planting,
    has_counselling,
    plant,
    read_guides,
    read_material,
)
from thememiner.phrasing import describe_guide
from thememiner.questions import AskedQuestions, answered_questions, collect_asked, find_guide, match_guide
from thememiner.records import Form, QuestionGuide, Role

Truth = Mapping[tuple[str, int], str]
LABELS = Path(__file__).with_name("guide_labels.tsv")
HALF = 0.5
SEEDS, QUICK_SEEDS = range(3), range(1)
GUIDES = {"peerworkers-en": "allotments", "daycare-zh": "night-school", "counselling": "waiting-lists"}
OTHERS = {"peerworkers-en": "waiting-lists", "daycare-zh": "lift", "counselling": "allotments"}
SAMPLES, SAMPLE_SIZES = 12, (5, 8, 12, 20, 30)


@dataclass(frozen=True)
class GuideScores:
    """How well a guide agrees with the questions that were asked."""

    questions: int
    """Questions found."""
    found: float
    """Share of the true questions with a question found of their own: the F1 of their turns is at least one half."""
    doubled: int
    """Questions found beyond the first that mostly ask the same true one."""
    right: float
    """Share of the turns that ask a true question which ask the question found for it."""
    other: float
    """Turns that ask a question found and not a true one, or another, for each turn that asks a true one."""
    units: float
    """Share of the units after a true question that answer the question found for it."""


def score_guide(guide: QuestionGuide, units: pd.DataFrame, truth: Truth) -> GuideScores:
    """Compare a guide with the question of each turn."""
    places = list(zip(guide.asked["doc_id"], guide.asked["turn"], strict=True))
    true = np.array([truth.get(place, "") for place in places], dtype=object)
    found = np.where(guide.asked["is_follow_up"], "", guide.asked["question_id"].fillna("")).astype(object)
    pairs = Counter((a, b) for a, b in zip(true, found, strict=True) if a and b)
    counts = Counter(true) + Counter(found)
    f1 = {pair: 2 * count / (counts[pair[0]] + counts[pair[1]]) for pair, count in pairs.items()}
    best: dict[str, str] = {}
    for pair in sorted(f1, key=lambda pair: (-f1[pair], pair)):
        if f1[pair] >= HALF and pair[0] not in best and pair[1] not in best.values():
            best[pair[0]] = pair[1]
    mostly = Counter(a for (a, b), count in pairs.items() if count >= HALF * (found == b).sum())
    right = sum(pairs[name, question] for name, question in best.items())
    asked = max(len(truth), 1)
    return GuideScores(
        questions=len(guide.questions),
        found=len(best) / max(len(set(truth.values())), 1),
        doubled=sum(count - 1 for count in mostly.values()),
        right=right / asked,
        other=((found != "").sum() - right) / asked,
        units=_score_units(guide, units, truth, best),
    )


def _score_units(guide: QuestionGuide, units: pd.DataFrame, truth: Truth, best: Mapping[str, str]) -> float:
    """Return the share of the kept units after a true question that have the question found for it."""
    kept = units[units["kept"]]
    answered = answered_questions(guide, units)["question_id"].fillna("").to_numpy(object)
    turns: dict[str, list[int]] = {}
    for name, turn in sorted(truth):
        turns.setdefault(name, []).append(turn)
    hits = []
    for name, turn, question in zip(kept["doc_id"], kept["turn"], answered, strict=True):
        before = [asked for asked in turns.get(name, []) if asked < turn]
        if before:
            hits.append(best.get(truth[name, before[-1]], "none") == question)
    return mean(hits) if hits else 0.0


def print_questions(*, quick: bool) -> None:
    """Print all tables."""
    names = [*DEMONSTRATIONS, *(["counselling"] if has_counselling() else [])]
    materials = {}
    for name in names:
        print_progress(f"questions: reading and encoding {name}")
        materials[name] = read_material(name)
    _print_planted(materials, QUICK_SEEDS if quick else SEEDS)
    _print_given(materials)
    _print_demonstrations(materials)
    _print_none(materials, QUICK_SEEDS if quick else range(SAMPLES))
    if (DATA / "en_serdif_usability").is_dir():
        _print_sessions()
    _print_speed(materials["peerworkers-en"])


def list_plantings(name: str) -> Iterator[tuple[str, Planting]]:
    """Yield ways of planting a guide in a corpus, with their names."""
    usual = Planting((GUIDES[name],))
    yield "one wording", replace(usual, wording="one")
    yield "three of five in one wording", usual
    yield "two interviewers with their own wordings", replace(usual, wording="one an interviewer")
    yield "any of five wordings", replace(usual, wording="any")
    yield "any of five wordings, 30 % left out", replace(usual, wording="any", left_out=0.3)
    yield "random order in half of the interviews", replace(usual, shuffled=0.5)
    yield "two groups with their own guides", replace(usual, guides=(GUIDES[name], OTHERS[name]))
    yield "four interviews", replace(usual, interviews=4)


def _print_planted(materials: Mapping[str, Material], seeds: range) -> None:
    method = f"Twelve planted questions; {len(seeds)} plantings each, means. `scripts/benchmarks/planted_guides.py`."
    columns = ("found", "doubled", "turns right", "other turns", "units right")
    print_heading("Planted guides are found", method, "interviews", "planted", "questions", *columns)
    for name, material in materials.items():
        for label, planting in list_plantings(name):
            _print_scores(name, label, [_find_planted(material, planting, seed) for seed in seeds])
    print_progress("questions: reading and encoding both demonstrations together")
    both = read_material(*DEMONSTRATIONS)
    for label, wording in (("one wording a language", "one"), ("any wording in two languages", "any")):
        planting = Planting(("allotments",), wording=wording)  # type: ignore[arg-type]
        _print_scores("both languages", label, [_find_planted(both, planting, seed) for seed in seeds])


def _find_planted(material: Material, planting: Planting, seed: int) -> GuideScores:
    planted, truth = plant(material, planting, seed=seed)
    guide = find_guide(_collect_asked(planted), seed=0)
    return score_guide(guide, planted.units, truth)


def _print_scores(name: str, label: str, scores: list[GuideScores]) -> None:
    def average(field: str, places: int = 2) -> str:
        return format_number(mean(getattr(one, field) for one in scores), places)

    cells = [average(field) for field in ("right", "other", "units")]
    print_row(name, label, average("questions", 1), average("found"), average("doubled", 1), *cells)


def _print_given(materials: Mapping[str, Material]) -> None:
    columns = ("recognised", "turns right", "other turns", "units right")
    print_heading("Given guides are recognised", "The first wordings are given.", "interviews", "guide", *columns)
    for name, material in materials.items():
        for label, planting in list_plantings(name):
            if len(planting.guides) == 1:
                planted, truth = plant(material, planting, seed=0)
                _print_match(name, label, planted, _match(material, planted, planting.guides[0]), truth)
        planted, truth = plant(material, Planting((GUIDES[name],), interviews=1), seed=0)
        _print_match(name, "one interview", planted, _match(material, planted, GUIDES[name]), truth)
        plain = material.select(material.documents)
        for guide in (GUIDES[name], OTHERS[name]):
            _print_match(name, f"not asked: {guide}", plain, _match(material, plain, guide), {})


def _match(material: Material, interviews: Material, guide: str) -> QuestionGuide:
    units = material.units
    begins = tuple(f"{MARK}{guide}:{language}:" for name, language in read_guides() if name == guide)
    found = units.index[units["doc_id"].str.startswith(begins) & ~units.duplicated("doc_id")]
    names = [name for key, questions in read_guides().items() if key[0] == guide for name in questions]
    rows = sorted(found, key=lambda row: names.index(units["doc_id"][row].rpartition(":")[2]))
    given, vectors = list(units["text"][rows]), material.vectors[rows]
    return match_guide(given, vectors, _collect_asked(interviews), seed=0)


def _print_match(name: str, label: str, interviews: Material, guide: QuestionGuide, truth: Truth) -> None:
    scores = score_guide(guide, interviews.units, truth)
    asked = sum(question.documents > 0 for question in guide.questions)
    cells = [format_number(getattr(scores, field), 2) if truth else "" for field in ("right", "other", "units")]
    print_row(name, label, f"{asked} of {len(guide.questions)}", *cells)


def _print_demonstrations(materials: Mapping[str, Material]) -> None:
    method = "Labels: which topics several interviews share, decided by reading before anything was measured."
    columns = ("labelled questions", "questions", "found", "doubled", "turns right", "other turns")
    print_heading("The demonstration corpora as they are", method, "corpus", *columns)
    for name in DEMONSTRATIONS:
        with LABELS.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t") if row["corpus"] == name]
        truth = {(row["document"], int(row["turn"])): row["question"] for row in rows}
        plain = materials[name].select(materials[name].documents)
        guide = find_guide(_collect_asked(plain), seed=0)
        scores = score_guide(guide, plain.units, truth)
        cells = [format_number(value, 2) for value in (scores.found, scores.doubled, scores.right, scores.other)]
        print_row(name, len(set(truth.values())), scores.questions, *cells)


def _print_none(materials: Mapping[str, Material], seeds: range) -> None:
    print_heading("Where there is no guide", f"Random samples of interviews, {len(seeds)} of each size.", "", "guides")
    rng = np.random.default_rng(0)
    if "counselling" in materials:
        material = materials["counselling"]
        for size in SAMPLE_SIZES:
            samples = [material.select(list(rng.choice(material.documents, size, replace=False))) for _ in seeds]
            print_row(f"counselling, {size} dialogues", f"{sum(map(_has_guide, samples))} of {len(samples)}")
    for name in DEMONSTRATIONS:
        planted, _ = plant(materials[name], Planting((GUIDES[name],)), seed=0)
        rows = replace(planted, forms=dict.fromkeys(planted.forms, Form.ROWS))
        one = planted.select(planted.documents[:1])
        print_row(f"{name}, planted guide, as rows of a table", f"{int(_has_guide(rows))} of 1")
        print_row(f"{name}, planted guide, one interview", f"{int(_has_guide(one))} of 1")


def _has_guide(material: Material) -> bool:
    return find_guide(_collect_asked(material), seed=0).is_usable


def _collect_asked(material: Material) -> AskedQuestions:
    return collect_asked(material.units, material.vectors, material.forms)


def _print_sessions() -> None:
    print_progress("questions: reading and encoding the usability sessions")
    segmentation = read_transcripts("en_serdif_usability").segmentation
    units = segmentation.units
    guide = find_guide(collect_asked(units, encode_context_units(segmentation), segmentation.forms), seed=0)
    unanswered = answered_questions(guide, units)["question_id"].isna().mean()
    method = f"{describe_guide(guide)} Units without a task: {unanswered:.1%}."
    print_heading("The tasks of the usability sessions", method, "question", "sessions", "place", "text")
    for question in guide.questions:
        place = format_number(question.place, 2)
        print_row(question.question_id, question.documents, place, question.text[:60].replace("|", "/"))


def _print_speed(material: Material) -> None:
    planted, _ = plant(material, Planting(("allotments",)), seed=0)
    asks = planted.units["role"] == Role.INTERVIEWER.value
    rng = np.random.default_rng(0)
    tables, vectors = [], []
    for number in range(80):  # each has the questions of several interviews
        documents = rng.choice(planted.documents, 3, replace=False)
        rows = np.flatnonzero(planted.units["doc_id"].isin(documents) & asks)[:60]
        places = 10 * np.arange(len(rows))
        ids = [f"D{number:02}-{row}" for row in rows]
        table = planted.units.iloc[rows].assign(unit_id=ids, doc_id=f"D{number:02}", start=places, end=places + 9)
        tables.append(table)
        vectors.append(planted.vectors[rows])
    units = pd.concat(tables, ignore_index=True)
    forms = dict.fromkeys(units["doc_id"], Form.DIALOGUE)
    begin = process_time()
    guide = find_guide(collect_asked(units, np.concatenate(vectors), forms), seed=0)
    seconds = process_time() - begin
    print_heading("Speed", "Processor time.", "interviews", "interviewers' units", "asked", "seconds")
    print_row(guide.interviews, len(units), len(guide.asked), format_number(seconds, 1))
