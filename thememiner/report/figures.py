"""What the figures of a comparison are called, and what each means in one sentence."""

from typing import NamedTuple


class Figure(NamedTuple):
    """A figure's name and meaning."""

    name: str
    meaning: str


FIGURES = {
    "ami": Figure(
        name="Adjusted mutual information (AMI)",
        meaning="How much knowing a unit's code in one coding tells about its code in the other: 1 if the two divide "
        "the units alike, about 0 if no better than chance.",
    ),
    "ari": Figure(
        name="Adjusted Rand index (ARI)",
        meaning="How often two units that are together, or apart, in one coding are so in the other: 1 if always, "
        "about 0 if no more than by chance. Large codes weigh most.",
    ),
    "b_cubed_precision": Figure(
        name="B-cubed precision",
        meaning="For an average unit, how many of the units beside it in the second coding share its code in the "
        "first: low if the second mixes codes.",
    ),
    "b_cubed_recall": Figure(
        name="B-cubed recall",
        meaning="For an average unit, how many of the units with its code in the first coding are beside it in the "
        "second: low if the second scatters codes.",
    ),
    "b_cubed_f1": Figure(
        name="B-cubed F1",
        meaning="The harmonic mean of B-cubed precision and recall: high only if both are.",
    ),
}
"""By the key of ``LevelComparison.figures``."""


def figure_of(key: str) -> Figure:
    """Return what a figure is called and means; a figure that is not known goes by its key."""
    return FIGURES.get(key, Figure(key, ""))
