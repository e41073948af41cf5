"""Saturation: how many new themes the last interviews added, over shuffled orders of the interviews."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SaturationPoint:
    """The themes known after a number of interviews; medians over the shuffled orders."""

    interviews: int
    themes: float
    """Median number of different themes."""
    low: int
    """Fewest themes of any order."""
    high: int
    """Most themes of any order."""
    new: float | None
    """Median of the new themes of the run of interviews that ends here, as a share of the themes of the base. None for
    the base, and if the base has no theme in more than half of the orders."""


@dataclass(frozen=True, slots=True)
class SaturationCurve:
    """The number of themes from the base to all interviews, counted in one way."""

    points: tuple[SaturationPoint, ...]
    """From the base to the whole corpus."""
    reached_at: int | None
    """Median of the interviews after which a run added no more than the threshold, that run not counted. Orders that
    never reach this count as above the last interview, so it is None unless more than half of them do."""
    reached_low: int | None
    """Fewest interviews in any order that reached it."""
    reached_high: int | None
    """Most interviews in any order that reached it."""
    reached_in: float
    """Share of the orders in which it was reached, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """New information per interview after Guest, Namey & Chen (2020), doi 10.1371/journal.pone.0232076."""

    counted: str
    """What counts as an interview: ``documents`` or ``participants``."""
    interviews: int
    """Number of interviews that have kept units."""
    base_size: int
    run_length: int
    threshold: float
    orders: int
    """Number of shuffled orders; 0 if saturation is not defined."""
    rediscovered: SaturationCurve | None
    """Themes are discovered again from the first interviews of an order only, which is what a researcher knew then.
    None if saturation is not defined."""
    looked_up: SaturationCurve | None
    """Themes of the whole corpus are counted in the first interviews of an order. Slightly optimistic, because they
    were not known then. None if saturation is not defined."""
    single_participant: int
    """Number of rediscovered themes of the whole corpus that only one participant mentions; they count too."""
    sentence: str
    """The finding in a sentence, or why saturation is not defined."""
    notes: tuple[str, ...] = ()
    """What to know when reading the figures."""

    @property
    def notation(self) -> str | None:
        """The finding in published notation, such as "6+2": six interviews, then a run of two that added no more."""
        reached = self.rediscovered.reached_at if self.rediscovered else None
        return None if reached is None else f"{reached}+{self.run_length}"
