"""A paragraph for a methods section: what was done, with which versions and settings, and what it does not show."""

import re

from thememiner.records import Comparison, LevelComparison, Run
from thememiner.report.agreement import owner, verdicts
from thememiner.report.figures import figure_of
from thememiner.report.numbers import counted, figure, listed, percent, thousands
from thememiner.report.overview import Overview, Tally, overview
from thememiner.report.provenance import provenance

HEADING = "## How candidate themes were proposed (draft for a methods section)"
MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
CAVEATS = (
    "The themes are candidates: groups of units whose vectors lie close together, named after their most distinctive "
    "words. Whether a group is a theme is the researcher's judgement; what is said in few or in very different words "
    "can be missed. Unassigned units were not discarded and may hold deviant cases. Counts of units and participants "
    "tell how often something was said in this material, not how much it matters. The same input, settings and seed "
    "give the same result on the same machine; another machine may give a slightly different one."
)
AGREEMENT = "Figures of agreement are to be read against how well two people agree on the same material."


def methods_paragraph(run: Run) -> str:
    """Return a draft for a methods section as Markdown; whatever comes from the data is escaped."""
    return "\n\n".join([HEADING, *(MARKUP.sub(r"\\\1", text) for text in methods_sentences(run))]) + "\n"


def methods_sentences(run: Run) -> tuple[str, ...]:
    """Return the same draft as paragraphs of plain text: material, search, comparisons, software, limits."""
    counts = overview(run)
    paragraphs = (
        _material(run, counts),
        _search(run, counts),
        *map(_comparison, run.comparisons),
        _software(run),
        f"{CAVEATS} {AGREEMENT}" if run.comparisons else CAVEATS,
    )
    return tuple(" ".join(paragraph.split()) for paragraph in paragraphs)


def _material(run: Run, counts: Overview) -> str:
    what = listed(
        [
            counted(counts.documents, "document"),
            counted(counts.participants, "participant"),
            counted(counts.turns, "turn"),
        ]
    )
    repeated = f"{thousands(counts.duplicates)} repeated earlier words of the same person exactly and weighed once."
    return " ".join(
        [
            f"The material: {what}.",
            f"{run.manifest['program']} {run.manifest['version']} cut the text into",
            f"{counted(counts.units, 'meaning unit')}, spans that carry one idea of one speaker.",
            f"{_tally(counts.set_aside)} {_was(counts.set_aside.total)} set aside before the search for themes;",
            f"{thousands(counts.kept)} {_was(counts.kept)} kept.",
            repeated if counts.duplicates else "",
        ]
    )


def _search(run: Run, counts: Overview) -> str:
    how = provenance(run)
    encoder = "; ".join(f"{name}: {value}" for name, value in how.encoder) or "none was needed"
    changed = listed([f"{setting.name} = {setting.value}" for setting in how.settings])
    return " ".join(
        [
            f"Kept units were turned into vectors ({encoder}) and grouped into nested clusters.",
            "No manual coding was shown to this step.",
            *(_sentence(reason) for _, reason in how.choices),
            f"Settings other than the defaults: {changed}." if changed else "All settings had their default values.",
            f"Random numbers started from seed {run.manifest['seed']}.",
            _sentence(run.manifest["summary"]),
            f"Of the kept units, {thousands(counts.assigned)} ({percent(counts.assigned, counts.kept)})",
            f"{_was(counts.assigned)} assigned to a theme and {_tally(counts.unassigned)} left unassigned.",
        ]
    )


def _comparison(comparison: Comparison) -> str:
    return " ".join(
        [
            f"The {owner(comparison.proposed)} was compared with the {owner(comparison.reference)}.",
            *verdicts(comparison),
            *map(_figures, comparison.levels),
            *map(_sentence, comparison.notes),
        ]
    )


def _figures(level: LevelComparison) -> str:
    values = listed([f"{figure_of(key).name} {figure(value)}" for key, value in level.figures.items()])
    return f"Over {counted(level.units, 'meaning unit')} at the level of {level.level}s: {values}."


def _software(run: Run) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in sorted(run.manifest["packages"].items()))
    return (
        f"Software: {run.manifest['program']} {run.manifest['version']}, Python {run.manifest['python']}, {packages}."
    )


def _tally(tally: Tally) -> str:
    reasons = "; ".join(f"{reason}: {thousands(count)}" for reason, count in tally.parts)
    return thousands(tally.total) + (f" ({reasons})" if reasons else "")


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。", "!", "?")) else f"{text}."
