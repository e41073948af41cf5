"""Saturation: how much the last interviews still added, over shuffled orders of the interviews."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SaturationPoint:
    """What was known after so many interviews; medians over the shuffled orders."""

    interviews: int
    themes: float
    """Median of how many different themes had been seen."""
    low: int
    """Fewest themes of any order."""
    high: int
    """Most themes of any order."""
    new: float | None
    """Median of the new themes of the run that ends here, as a share of the themes of the base; None for the base,
    or if the base of more than half of the orders had no theme."""


@dataclass(frozen=True, slots=True)
class SaturationCurve:
    """One way to count themes, from the base to all interviews."""

    points: tuple[SaturationPoint, ...]
    """The base first, the whole corpus last."""
    reached_at: int | None
    """Median of the interviews after which a run added no more than the threshold, not counting that run; orders that
    never got there count as beyond the last interview, so None unless more than half of them did."""
    reached_low: int | None
    """The earliest of any order that reached it."""
    reached_high: int | None
    """The latest of any order that reached it."""
    reached_in: float
    """Share of the orders in which it was reached, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """New information per interview after Guest, Namey & Chen (2020), doi 10.1371/journal.pone.0232076."""

    counted: str
    """What counts as an interview, as a plural: documents or participants."""
    interviews: int
    """How many there are with meaning units that take part in discovery."""
    base_size: int
    run_length: int
    threshold: float
    orders: int
    """Shuffled orders that were gone through; 0 if saturation is not defined."""
    rediscovered: SaturationCurve | None
    """Themes are looked for anew in each prefix of the interviews, which is what a researcher knew then; None if
    saturation is not defined."""
    looked_up: SaturationCurve | None
    """The themes of the whole corpus, looked up in each prefix: flatters, because nobody knew them then; None if
    saturation is not defined."""
    single_participant: int
    """Of the rediscovered themes of the whole corpus, those that a single participant alone holds; they count too."""
    sentence: str
    """The finding, or why there is none, in words."""
    notes: tuple[str, ...] = ()
    """What to know when reading the figures."""

    @property
    def notation(self) -> str | None:
        """Return the finding as published ("6+2": six interviews, and a run of two that added no more), if any."""
        reached = self.rediscovered.reached_at if self.rediscovered else None
        return None if reached is None else f"{reached}+{self.run_length}"
