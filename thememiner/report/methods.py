"""A draft for a methods section: what was done, with which versions and settings, and what it does not show."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from thememiner.phrasing import (
    CHANCE_IS_ZERO,
    FOUND_RULE,
    PAPER_SCORES,
    capitalize_first,
    describe_basis,
    describe_human_agreement,
    describe_outcomes,
    describe_range,
    describe_score,
    describe_units,
    end_sentence,
    format_count,
    format_number,
    format_score,
    inflect,
    is_no_better_than_chance,
    join_names,
    name_proposed,
    name_reference,
    sort_by_units,
)
from thememiner.records import Comparison, Figures, LevelComparison, MatchedBy, Run, Saturation, Spread
from thememiner.report.overview import Overview, Tally, build_overview
from thememiner.report.provenance import ChangedSetting, build_provenance
from thememiner.report.themes import summarize_stability

HEADING = "## How candidate themes were proposed (draft for a methods section)"
MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
CAVEATS = (
    "The themes are candidates: groups of units whose vectors lie close together, named after their most distinctive "
    "words. Whether a group is a theme is the researcher's judgement. Ideas that are expressed briefly, or in very "
    "different words, can be missed. Unassigned units were not discarded and may contain deviant cases. Counts of "
    "units and participants show how often something was said in this material, not how important it is. The same "
    "input, settings and seed give the same result on the same machine; results on other machines may differ slightly."
)
LONGEST_VALUE = 40
"""Characters of a setting's value; a longer value is left to the report."""
ENCODED = (
    ("all_languages", "all units"),
    ("english", "units that contain English"),
    ("chinese", "units that contain Chinese"),
)
"""Keys of the manifest's encoder, and which units each encoded."""
REFERENCES = (("UMAP", "McInnes et al. (2018)"), ("HDBSCAN", "Campello et al. (2013)"))
STABILITY = (
    "The stability of a theme is the mean Jaccard similarity of its units with the most similar group when part of the "
    "material is left out (Hennig, 2007)."
)
AGREEMENT = "Agreement should be compared with how well two people agree on the same material."
MOST_COMPARISONS = 3
"""Comparisons that are described; a methods section should not be a list."""
MATCHING = (
    "For kappa and alpha, codes were matched one to one so that they share as many units as possible (the Hungarian "
    "method), and the mean agreement of shuffled codes after the same matching was subtracted."
)
BOOTSTRAP = "Intervals are bootstrap intervals over participants, each with all their units."


def compose_methods(run: Run) -> str:
    """Return a draft for a methods section as Markdown; everything that comes from the data is escaped."""
    return "\n\n".join([HEADING, *(MARKUP.sub(r"\\\1", text) for text in compose_methods_paragraphs(run))]) + "\n"


def compose_methods_paragraphs(run: Run) -> tuple[str, ...]:
    """Return the same draft as paragraphs of plain text: material, search, comparisons, software, limits."""
    counts = build_overview(run)
    paragraphs = (
        _describe_material(run, counts),
        _describe_search(run, counts),
        _describe_saturation(run.saturation),
        *describe_comparisons(run),
        " ".join(f"{rows.sentence}." for rows in counts.unused_rows),
        _list_software(run),
        f"{CAVEATS} {AGREEMENT}" if run.comparisons else CAVEATS,
    )
    return tuple(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph)


def _describe_material(run: Run, counts: Overview) -> str:
    what = join_names(
        [
            format_count(counts.documents, "document"),
            *([counts.persons] if counts.participants else []),
            format_count(counts.turns, "turn"),
        ]
    )
    repeated = f"{format_count(counts.duplicates, 'unit')} repeated earlier words of the same person exactly."
    return " ".join(
        [
            f"The material was {what}.",
            counts.silent,
            f"{run.manifest['program']} {run.manifest['version']} cut the text into",
            f"{format_count(counts.units, 'meaning unit')}, spans that carry one idea of one speaker.",
            f"Before the search for themes {_describe_set_aside(counts.set_aside)};",
            f"{format_number(counts.kept)} {inflect(counts.kept, 'was', 'were')} kept.",
            repeated if counts.duplicates else "",
        ]
    )


def _describe_search(run: Run, counts: Overview) -> str:
    how = build_provenance(run)
    changed = join_names([_format_setting(setting) for setting in how.settings])
    return " ".join(
        [
            _describe_encoding(run.manifest["encoder"]),
            _describe_context(run.manifest["choices"].get("context", "")),
            _describe_clustering(run),
            "No manual coding was used in this step.",
            *(end_sentence(reason) for name, reason in how.choices if name != "context"),
            _list_references(reason for _, reason in how.choices),
            f"Settings other than the defaults: {changed}." if changed else "All settings had their default values.",
            f"The random seed was {run.manifest['seed']}.",
            end_sentence(run.manifest["summary"]),
            _describe_stability(run),
            f"Reasons why units were left unassigned: {_list_reasons(counts.unassigned)}."
            if counts.unassigned.total
            else "",
            _count_second_codes(run),
        ]
    )


def is_consensus(run: Run) -> bool:
    """Return whether the themes are the consensus of several clusterings; in older runs they are not."""
    return "runs" in run.manifest["settings"].get("discovery", {})


def _describe_clustering(run: Run) -> str:
    if not (run.themes and is_consensus(run)):
        return "Units whose vectors lie close together were grouped into nested clusters."
    runs = run.manifest["settings"]["discovery"]["runs"]
    return (
        f"Units whose vectors lie close together were grouped into nested clusters, by the consensus of {runs} "
        "clusterings that each left out a part of the material."
    )


def _describe_stability(run: Run) -> str:
    summary = summarize_stability(run.themes)
    return f"{STABILITY} {summary}" if summary else ""


def _count_second_codes(run: Run) -> str:
    seconds = int(run.units["second_subtheme_id"].notna().sum())
    return f"{format_count(seconds, 'unit')} {inflect(seconds, 'carries', 'carry')} a second code." if seconds else ""


def _describe_saturation(saturation: Saturation | None) -> str:
    if saturation is None:
        return ""
    source = "Saturation was assessed as new information per interview (Guest, Namey and Chen, 2020)."
    return " ".join([source, *map(end_sentence, (saturation.sentence, *saturation.notes))])


def _format_setting(setting: ChangedSetting) -> str:
    """Return a setting with its value; lists of words are too long for a paragraph."""
    return (
        f"{setting.name} = {setting.value}"
        if len(setting.value) <= LONGEST_VALUE
        else f"{setting.name} (see the report)"
    )


def _describe_encoding(encoder: Mapping[str, Any]) -> str:
    """Return how units were turned into vectors, as far as the manifest says."""
    models = [f"{units} by {encoder[key]}" for key, units in ENCODED if key in encoder]
    model = f"The model's SHA-256 is {encoder['model_sha256']}." if "model_sha256" in encoder else ""
    size = f" of {encoder['dimensions']:,} numbers each" if "dimensions" in encoder else ""
    long = encoder.get("texts_read_in_windows", 0)
    windows = (
        f"{format_count(long, 'text')} longer than the model's window {inflect(long, 'was', 'were')} read in several "
        "windows."
        if long
        else ""
    )
    centring = f"{capitalize_first(encoder['centring'])} was subtracted from them." if "centring" in encoder else ""
    smoothing = f"Each vector was combined with {encoder['company']}." if "company" in encoder else ""
    vectors = f"Kept units were turned into vectors{size}{': ' if models else ''}{join_names(models)}."
    return " ".join(part for part in (vectors, centring, smoothing, model, windows) if part)


def _describe_context(choice: str) -> str:
    """Return how the context of units was used; an empty string for runs of older versions."""
    return f"Context was {choice[0].lower()}{choice[1:]}" if choice else ""


def _list_references(choices: Iterable[str]) -> str:
    """Return references of the methods that were used; a choice can also mention a method that was not used."""
    text = " ".join(choices)
    used = [f"{name} by {who}" for name, who in REFERENCES if name in text and f"too few for {name}" not in text]
    return f"The methods are described elsewhere: {join_names(used)}." if used else ""


def _list_software(run: Run) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in sorted(run.manifest["packages"].items()))
    return (
        f"Software: {run.manifest['program']} {run.manifest['version']}, Python {run.manifest['python']}, {packages}."
    )


def _describe_set_aside(tally: Tally) -> str:
    why = f" ({_list_reasons(tally)})" if tally.parts else ""
    return f"{format_count(tally.total, 'unit')} {inflect(tally.total, 'was', 'were')} set aside{why}"


def _list_reasons(tally: Tally) -> str:
    return "; ".join(f"{reason}: {format_number(count)}" for reason, count in tally.parts)


def describe_comparisons(run: Run) -> Iterator[str]:
    """Yield how codings were compared, the results of the largest comparisons, and the agreement of people."""
    if not run.comparisons:
        return
    yield _describe_method(run)
    comparisons = sort_by_units(run.comparisons)
    for comparison in comparisons[:MOST_COMPARISONS]:
        yield _describe_comparison(comparison)
    if (left := len(comparisons) - MOST_COMPARISONS) > 0:
        yield f"{format_count(left, 'further comparison')} {inflect(left, 'is', 'are')} in the report."
    yield " ".join(map(describe_human_agreement, run.ceiling))


def _describe_method(run: Run) -> str:
    levels = [level for comparison in run.comparisons for level in comparison.levels]
    by_units = any(level.matched is MatchedBy.OVERLAP for level in levels)
    is_resampled = any(level.figures[0].spread is Spread.INTERVAL for level in levels)
    return " ".join([FOUND_RULE, *([MATCHING] if by_units else []), *([BOOTSTRAP] if is_resampled else [])])


def _describe_comparison(comparison: Comparison) -> str:
    return " ".join(
        [
            f"The {name_proposed(comparison)} was compared with the {name_reference(comparison)}.",
            *describe_outcomes(comparison),
            *(_list_scores(comparison, level) for level in comparison.levels),
            *map(end_sentence, comparison.notes),
        ]
    )


def _list_scores(comparison: Comparison, level: LevelComparison) -> str:
    """Return the few scores that a paper needs, each with its range."""
    figures = level.figures[0]
    values = join_names([_format_score(key, figures) for key in PAPER_SCORES if key in figures.by_name])
    if not values:
        return ""
    over = f"{describe_units(figures, comparison.cut_by)} {describe_basis(comparison)}"
    return f"Over {over}, at the level of {level.level}s: {values}."


def _format_score(key: str, figures: Figures) -> str:
    measured = figures.by_name[key]
    brackets = describe_range("", measured, figures.spread)
    if key in CHANCE_IS_ZERO:
        brackets += ", no better than chance" if is_no_better_than_chance(measured) else ""
    elif measured.by_chance is not None:
        by_chance = f"by chance {format_score(measured.by_chance)})"
        brackets = f"{brackets[:-1]}; {by_chance}" if brackets else f" ({by_chance}"
    return f"{describe_score(key).name} {format_score(measured.value)}{brackets}"
