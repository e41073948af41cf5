"""How results are put into words: counts, shares and figures in sentences, and what they mean."""

from collections.abc import Sequence

from thememiner.exchange.results.gathering import Results
from thememiner.records import Theme

MEANINGS = (
    "n counts meaning units, stretches of about a sentence or two that carry one thought; of two codes, the first.",
    "Participants say at least one of its units. They are counted because one talkative person can fill a theme.",
    "Stability is how well a theme comes back when units, people or documents are left out: 1 if always, 0 if never.",
    "Key words are more frequent in a theme than elsewhere. Quotes are typical of it, as a program chose them.",
    "Lines are those of the transcript as it was read, the first being 1.",
)
"""What a reader must know to read the figures."""
CAUTION = (
    "These are candidate themes, proposed by a program from the words of the transcripts. They are a place to begin "
    "reading, not findings: what a theme means, and whether it is one, is for the researcher to decide."
)


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def share_of_one(value: float | None) -> str:
    """Return a figure from 0 to 1 as papers write it: ``.81``, and ``1.00`` only if it is exactly one."""
    if value is None:
        return "not measured"
    shown = f"{min(value, 0.99) if value < 1 else value:.2f}"
    return shown.removeprefix("0")


def evidence(theme: Theme, results: Results) -> str:
    """Return how much there is behind a theme: ``n = 23 units, 9 of 14 participants; stability .81``."""
    people = theme.participants if results.who == "participants" else theme.documents
    everybody = counted(len(results.participants), results.who[:-1])
    also = f", and {theme.also:,} more as their second code" if theme.also else ""
    units, stability = counted(theme.units, "unit"), share_of_one(theme.stability)
    return f"n = {units}{also}, {people:,} of {everybody}; stability {stability}"


def in_marks(quote: str) -> str:
    """Return somebody's words in quotation marks, unless there are such marks in them, which would end them early."""
    return quote if "“" in quote or "”" in quote else f"“{quote}”"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list within a sentence: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
