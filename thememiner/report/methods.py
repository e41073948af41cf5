"""A paragraph for a methods section: what was done, with which versions and settings, and what it does not show."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from thememiner.records import Run, Saturation
from thememiner.report.methods_comparison import comparison_paragraphs
from thememiner.report.numbers import counted, listed, thousands
from thememiner.report.overview import Overview, Tally, overview
from thememiner.report.provenance import ChangedSetting, provenance
from thememiner.report.stability import stability_summary

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
