"""The protocol's table: this program and its peers on the same vectors, against what people coded."""

from collections.abc import Mapping, Sequence
from statistics import mean, median

from benchmarks.agreement import STARTS
from benchmarks.case_reading import PROTOCOL
from benchmarks.cases import Case, Level
from benchmarks.contenders import ADAPTIVE, ALL, BERTOPIC, K_MEANS, OURS, Contender
from benchmarks.drawn import drawn, judged, seeds_for
from benchmarks.figures import Figures, column
from benchmarks.tables import number, print_heading, print_row, with_spread

Found = Mapping[str, Mapping[Contender, Sequence[Figures]]]
"""Figures of sub-themes by case and contender."""

MEASURES = {"ami": "AMI", "b_cubed": "B-cubed F1", "kappa": "κ across documents"}
"""What is compared with BERTopic's."""


def print_quality(cases: Sequence[Case], *, quick: bool) -> None:
    """Print the figures of every case and contender, and what was promised of them."""
    seeds = seeds_for(quick=quick)
    _print_head(seeds)
    found: dict[str, dict[Contender, list[Figures]]] = {}
    for case in cases:
        for level in case.levels:
            for contender in ALL:
                own = judged(case, contender, seeds, level)
                _print_case(case, level, contender, own, seeds)
                if level == "sub-themes":
                    found.setdefault(case.name, {})[contender] = own
    _print_beside(found)
    _print_means({name: own for name, own in found.items() if name in PROTOCOL})


def _print_head(seeds: range) -> None:
    print_heading(
        "Agreement with human codes",
        f"Same vectors, defaults only; seeds 0 to {seeds[-1]}, mean ± standard deviation; k-means: {STARTS} starts.",
        *("set", "units", "level", "contender", "AMI", "worst", "median", "B-cubed F1, all codes", "ARI"),
        *("κ across documents", "codes covered", "unassigned", "groups", "largest group", "seconds", "peak MiB"),
    )


def _print_case(case: Case, level: Level, contender: Contender, own: Sequence[Figures], seeds: range) -> None:
    outcome = drawn(case, contender, seeds, level)
    amis = column(own, "ami")
    print_row(
        *(case.name, f"{len(case.units):,}", level, contender.name),
        *(with_spread(amis), number(min(amis)), number(median(amis)), with_spread(column(own, "b_cubed"))),
        *(number(_mean(column(own, name))) for name in ("ari", "kappa", "coverage", "unassigned")),
        *(number(mean(column(own, "groups")), 1), number(mean(column(own, "largest")))),
        *(number(median(draw.seconds for draw in outcome.draws), 1), number(outcome.peak_mib, 0)),
    )


def _print_beside(found: Found) -> None:
    """Print each set beside BERTopic, and the worst draw: a single one is what a person sees."""
    print_heading(
        "Beside BERTopic, set by set",
        "This program's sub-themes: means as multiples of BERTopic's, and its worst AMI beside BERTopic's median.",
        *("set", *(f"{name}, times" for name in MEASURES.values())),
        *("worst AMI", "BERTopic's median", "at least that", "largest group of any draw"),
    )
    for name, own in found.items():
        worst, usual = min(column(own[OURS], "ami")), median(column(own[BERTOPIC], "ami"))
        print_row(
            name,
            *(_times(*(_mean(column(own[each], measure)) for each in (OURS, BERTOPIC))) for measure in MEASURES),
            *(number(worst), number(usual), "yes" if worst >= usual else "no"),
            number(max(column(own[OURS], "largest"))),
        )


def _print_means(found: Found) -> None:
    """Print the means over the sets of the protocol, each as a multiple of BERTopic's."""
    print_heading(
        "Means over the sets of the protocol",
        f"{', '.join(found) or 'None was asked for'}; mean over sets of the mean over seeds, and as a multiple of "
        f"BERTopic's. Promised: at least 1.15 times, not below {K_MEANS.name}, above {ADAPTIVE.name}.",
        *("contender", *(text for name in MEASURES.values() for text in (name, f"{name}, times BERTopic's"))),
    )
    for contender in ALL if found else ():
        cells: list[str] = []
        for measure in MEASURES:
            own, usual = (
                _mean([value for of_set in found.values() for value in _known(column(of_set[each], measure))])
                for each in (contender, BERTOPIC)
            )
            cells += [number(own), _times(own, usual)]
        print_row(contender.name, *cells)


def _known(values: Sequence[float]) -> list[float]:
    """Return the mean of values, if there are any."""
    return [mean(values)] if values else []


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None


def _times(own: float | None, usual: float | None) -> str:
    return number(own / usual if own is not None and usual is not None and usual > 0 else None, 2)
