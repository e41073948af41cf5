"""A paragraph for a methods section: what was done, with which versions and settings, and what it does not show.

What a methods section says of the comparison with manual codings, and the few figures for a paper.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from thememiner.records import Ceiling, Comparison, Figures, LevelComparison, Matched, Run, Saturation, Spread
from thememiner.report.formatting import counted, figure, listed, thousands
from thememiner.report.overview import Overview, Tally, overview
from thememiner.report.provenance import ChangedSetting, provenance
from thememiner.report.score_table import ceiling_view
from thememiner.report.score_text import CORRECTED, FOR_A_PAPER, figure_of, in_brackets, is_chance
from thememiner.report.themes import stability_summary
from thememiner.report.verdicts import basis, extent, largest_first, outcomes, owner

HEADING = "## How candidate themes were proposed (draft for a methods section)"
MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
CAVEATS = (
    "The themes are candidates: groups of units whose vectors lie close together, named after their most distinctive "
    "words. Whether a group is a theme is the researcher's judgement; what is said in few or in very different words "
    "can be missed. Unassigned units were not discarded and may hold deviant cases. Counts of units and participants "
    "tell how often something was said in this material, not how much it matters. The same input, settings and seed "
    "give the same result on the same machine; another machine may give a slightly different one."
)
LONG = 40
"""Characters that a setting's value has at most in the paragraph."""
ENCODED = (
    ("all_languages", "all units"),
    ("english", "units with English in them"),
    ("chinese", "units with Chinese in them"),
)
"""Keys of the manifest's encoder, and what each encoded."""
REFERENCES = (("UMAP", "McInnes et al. (2018)"), ("HDBSCAN", "Campello et al. (2013)"))
STABILITY = (
    "The stability of a theme is the mean Jaccard similarity of its units with the most similar group when a part of "
    "the material is left out (Hennig, 2007)."
)
AGREEMENT = "Figures of agreement are to be read against how well two people agree on the same material."
MOST_TOLD = 3
"""Comparisons that are told one by one; of more, a methods section would be a list."""
FOUND = (
    "A code counts as found if most of its units lie in one code of the other coding and make up most of that code; "
    "the whole rule stands in the report."
)
MATCHED = (
    "For kappa and alpha, codes were matched one to one so that they share most units (the Hungarian method), and the "
    "mean that shuffled codes reach after such matching was taken out."
)
DRAWN = "Intervals come from drawing participants again, each with all units."


def methods_paragraph(run: Run) -> str:
    """Return a draft for a methods section as Markdown; whatever comes from the data is escaped."""
    return "\n\n".join([HEADING, *(MARKUP.sub(r"\\\1", text) for text in methods_sentences(run))]) + "\n"


def methods_sentences(run: Run) -> tuple[str, ...]:
    """Return the same draft as paragraphs of plain text: material, search, comparisons, software, limits."""
    counts = overview(run)
    paragraphs = (
        _material(run, counts),
        _search(run, counts),
        _saturation(run.saturation),
        *comparison_paragraphs(run),
        " ".join(f"{rows.sentence}." for rows in counts.unused_rows),
        _software(run),
        f"{CAVEATS} {AGREEMENT}" if run.comparisons else CAVEATS,
    )
    return tuple(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph)


def _material(run: Run, counts: Overview) -> str:
    what = listed(
        [
            counted(counts.documents, "document"),
            counted(counts.participants, "participant"),
            counted(counts.turns, "turn"),
        ]
    )
    repeated = f"Of all units {thousands(counts.duplicates)} repeated earlier words of the same person exactly."
    return " ".join(
        [
            f"The material was {what}.",
            f"{run.manifest['program']} {run.manifest['version']} cut the text into",
            f"{counted(counts.units, 'meaning unit')}, spans that carry one idea of one speaker.",
            f"Before the search for themes {_set_aside(counts.set_aside)};",
            f"{thousands(counts.kept)} {_was(counts.kept)} kept.",
            repeated if counts.duplicates else "",
        ]
    )


def _search(run: Run, counts: Overview) -> str:
    how = provenance(run)
    changed = listed([_setting(setting) for setting in how.settings])
    return " ".join(
        [
            _encoding(run.manifest["encoder"]),
            _context(run.manifest["choices"].get("context", "")),
            _clustering(run),
            "No manual coding was shown to this step.",
            *(_sentence(reason) for name, reason in how.choices if name != "context"),
            _references(reason for _, reason in how.choices),
            f"Settings other than the defaults: {changed}." if changed else "All settings had their default values.",
            f"Random numbers started from seed {run.manifest['seed']}.",
            _sentence(run.manifest["summary"]),
            _stability(run),
            f"Why units were left unassigned: {_reasons(counts.unassigned)}." if counts.unassigned.total else "",
            _second_codes(run),
        ]
    )


def is_consensus(run: Run) -> bool:
    """Return whether the themes of a run are the consensus of several clusterings, as those of older runs are not."""
    return "runs" in run.manifest["settings"].get("discovery", {})


def _clustering(run: Run) -> str:
    if not (run.themes and is_consensus(run)):
        return "Units whose vectors lie close together were grouped into nested clusters."
    runs = run.manifest["settings"]["discovery"]["runs"]
    return (
        f"Units whose vectors lie close together were grouped into nested clusters, by the consensus of {runs} "
        "clusterings that each left a part of the material out."
    )


def _stability(run: Run) -> str:
    summary = stability_summary(run.themes)
    return f"{STABILITY} {summary}" if summary else ""


def _second_codes(run: Run) -> str:
    seconds = int(run.units["second_subtheme_id"].notna().sum())
    return f"{counted(seconds, 'unit')} {'carries' if seconds == 1 else 'carry'} a second code." if seconds else ""


def _saturation(saturation: Saturation | None) -> str:
    if saturation is None:
        return ""
    source = "Saturation was assessed as new information per interview (Guest, Namey and Chen, 2020)."
    return " ".join([source, *map(_sentence, (saturation.sentence, *saturation.notes))])


def _setting(setting: ChangedSetting) -> str:
    """Name a setting with its value; lists of words are too long for a paragraph."""
    return f"{setting.name} = {setting.value}" if len(setting.value) <= LONG else f"{setting.name} (see the report)"


def _encoding(encoder: Mapping[str, Any]) -> str:
    """Say what made the vectors, whatever of it is known."""
    made = [f"{units} by {encoder[key]}" for key, units in ENCODED if key in encoder]
    model = f"The model's SHA-256 is {encoder['model_sha256']}." if "model_sha256" in encoder else ""
    size = f" of {encoder['dimensions']:,} numbers each" if "dimensions" in encoder else ""
    long = encoder.get("texts_read_in_windows", 0)
    windows = f"{counted(long, 'text')} longer than the model's window {_was(long)} read in several." if long else ""
    centring = f"From them {encoder['centring']} was taken out, and then" if "centring" in encoder else "Then"
    company = f"{centring} each took in {encoder['company']}." if "company" in encoder else ""
    return f"Kept units were turned into vectors{size}{': ' if made else ''}{listed(made)}. {company} {model} {windows}"


def _context(choice: str) -> str:
    """Say what units took in of what surrounds them; nothing of runs that are older than that."""
    return f"Context was {choice[0].lower()}{choice[1:]}" if choice else ""


def _references(choices: Iterable[str]) -> str:
    """Say who describes the methods that were used; one that was passed over is mentioned as such."""
    told = " ".join(choices)
    used = [f"{name} by {who}" for name, who in REFERENCES if name in told and f"too few for {name}" not in told]
    return f"The methods are described elsewhere: {listed(used)}." if used else ""


def _software(run: Run) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in sorted(run.manifest["packages"].items()))
    return (
        f"Software: {run.manifest['program']} {run.manifest['version']}, Python {run.manifest['python']}, {packages}."
    )


def _set_aside(tally: Tally) -> str:
    why = f" ({_reasons(tally)})" if tally.parts else ""
    return f"{counted(tally.total, 'unit')} {_was(tally.total)} set aside{why}"


def _reasons(tally: Tally) -> str:
    return "; ".join(f"{reason}: {thousands(count)}" for reason, count in tally.parts)


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。", "!", "?")) else f"{text}."


def comparison_paragraphs(run: Run) -> Iterator[str]:
    """Yield how codings were compared, what came out for the largest comparisons, and what people reach."""
    if not run.comparisons:
        return
    yield _how(run)
    told = largest_first(run.comparisons)
    for comparison in told[:MOST_TOLD]:
        yield _comparison(comparison)
    if (left := len(told) - MOST_TOLD) > 0:
        yield f"{counted(left, 'further comparison')} {'is' if left == 1 else 'are'} in the report."
    yield " ".join(map(ceiling_sentence, run.ceiling))


def _how(run: Run) -> str:
    levels = [level for comparison in run.comparisons for level in comparison.levels]
    by_units = any(level.matched is Matched.OVERLAP for level in levels)
    drawn = any(level.figures[0].spread is Spread.INTERVAL for level in levels)
    return " ".join([FOUND, *([MATCHED] if by_units else []), *([DRAWN] if drawn else [])])


def _comparison(comparison: Comparison) -> str:
    return " ".join(
        [
            f"The {owner(comparison.proposed)} was compared with the {owner(comparison.reference)}.",
            *outcomes(comparison),
            *(_figures(comparison, level) for level in comparison.levels),
            *map(_comparison_sentence, comparison.notes),
        ]
    )


def _figures(comparison: Comparison, level: LevelComparison) -> str:
    """Tell the few figures that a paper needs, each with its range."""
    figures = level.figures[0]
    values = listed([_value(key, figures) for key in FOR_A_PAPER if key in figures.by_name])
    if not values:
        return ""
    over = f"{extent(figures, comparison.cut_by)} {basis(comparison.coded_only)}"
    return f"Over {over}, at the level of {level.level}s: {values}."


def _value(key: str, figures: Figures) -> str:
    measured = figures.by_name[key]
    brackets = in_brackets("", measured, figures.spread)
    if key in CORRECTED:
        brackets += ", no better than chance" if is_chance(measured) else ""
    elif measured.by_chance is not None:
        by_chance = f"by chance {figure(measured.by_chance)})"
        brackets = f"{brackets[:-1]}; {by_chance}" if brackets else f" ({by_chance}"
    return f"{figure_of(key).name} {figure(measured.value)}{brackets}"


def ceiling_sentence(ceiling: Ceiling) -> str:
    """Tell what people reach, and the program over the same units."""
    rows = ceiling_view(ceiling).first
    between = listed([f"{row.figure.name} {row.people}" for row in rows])
    program = listed([f"{row.figure.name} {row.machine}" for row in rows]) if ceiling.machine else ""
    over = f"Over {thousands(ceiling.units)} units that at least two people looked at, at the level of {ceiling.level}s"
    beside = f"; the program and a person: {program}" if program else ""
    return f"{over}, two people reached: {between}{beside}."


def _comparison_sentence(text: str) -> str:
    """Return a text with the stop that ends a sentence."""
    return text if text.endswith((".", "。", "!", "?")) else f"{text}."
