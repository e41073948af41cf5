"""A flag: what a group of units may really be, with the figure that shows it."""

from dataclasses import dataclass
from enum import StrEnum

from thememiner.report.numbers import counted, percent


class Carrier(StrEnum):
    """What may carry a group of units."""

    LANGUAGE = "language"
    DOCUMENT = "document"
    PARTICIPANT = "participant"
    QUESTION = "interview question"


LINKS = {
    Carrier.LANGUAGE: "are in",
    Carrier.DOCUMENT: "come from",
    Carrier.PARTICIPANT: "come from",
    Carrier.QUESTION: "answer",
}
"""What joins the figure and the source's name."""
CAUTIONS = {
    Carrier.LANGUAGE: "What is said in both languages may stand in another sub-theme as well.",
    Carrier.DOCUMENT: "It may be a place in that document rather than an idea.",
    Carrier.PARTICIPANT: "It may be that person's topic rather than a shared one.",
    Carrier.QUESTION: "It may be what was asked rather than what people bring up.",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One source carries a group of units."""

    carrier: Carrier
    name: str
    """The language, the document, the participant, or the question's most usual words."""
    units: int
    """Of the group, from that source."""
    whole: int
    """All units of the group."""
    everywhere: int
    """Kept units of the corpus from that source."""
    kept: int
    """Kept units of the corpus."""

    @property
    def figure(self) -> str:
        """Return what shows it: the source's share of the group beside its share of everything; its name follows."""
        here, there = percent(self.units, self.whole), percent(self.everywhere, self.kept)
        return (
            f"{self.units:,} of {counted(self.whole, 'unit')} ({here}; of all kept units {there}) {LINKS[self.carrier]}"
        )

    @property
    def caution(self) -> str:
        """Return what that may mean."""
        return CAUTIONS[self.carrier]
