"""Saturation in words: where it was reached, why it is undefined, and what to know when reading the numbers."""

from thememiner.phrasing.sentences import inflect
from thememiner.records import Saturation

DOCUMENTS_OF_PARTICIPANT = "all documents of a participant count as one interview"


def explain_single_interview(counted: str) -> str:
    """Say that one interview is not enough. ``counted`` is ``documents`` or ``participants``."""
    return f"all units are from a single {counted.removesuffix('s')}."


def explain_few_interviews(counted: str, interviews: int, *, base_size: int, run_length: int) -> str:
    """Say that there are fewer interviews than a base and a run need."""
    needed = f"a base of {base_size} and a run of {run_length} need {base_size + run_length} {counted}"
    note = f" ({DOCUMENTS_OF_PARTICIPANT})" if counted == "participants" else ""
    return f"{needed}, and there are {interviews}{note}."


def explain_few_units(counted: str, units: float, *, base_size: int) -> str:
    """Say that the base has too few units; ``units`` is how many it has on average."""
    return f"{base_size} of these {counted} have about {units:.0f} units together, too few to show a theme."


def explain_no_themes() -> str:
    """Say that there are no themes to follow."""
    return "no themes were found."


def describe_undefined(reason: str) -> str:
    """Return the sentence for a study without saturation figures."""
    return f"Saturation is not defined: {reason}"


def describe_saturation(saturation: Saturation) -> str:
    """Return where saturation was reached, or that it was not; ``saturation.rediscovered`` is defined."""
    curve = saturation.rediscovered
    if curve is None:
        return saturation.sentence
    counted, orders = saturation.counted, _count_orders(saturation)
    each = f"every {saturation.run_length} more" if saturation.run_length > 1 else "each one more"
    limit = f"at most {100 * saturation.threshold:.3g} % as many as the first {saturation.base_size} had"
    added = f"{each} added no theme" if saturation.threshold == 0 else f"{each} added few themes ({limit})"
    times = round(curve.reached_in * saturation.orders)
    if curve.reached_at is None:
        reaching = f"only {times} of {orders} reached" if times else f"none of {orders} reached"
        last = next((point.new for point in reversed(curve.points) if point.new is not None), None)
        ending = (
            ""
            if last is None
            else f" The last {saturation.run_length} still added {100 * last:.3g} % as many (median)."
        )
        return (
            f"No saturation within {saturation.interviews} {counted}: {reaching} a point from which on {added}.{ending}"
        )
    low, high = curve.reached_low, curve.reached_high
    spread = f"after {low} to {high}" if low != high else f"all after {low}"
    return (
        f"Saturation at {saturation.notation} {counted}: after {curve.reached_at}, {added}. This is the median of "
        f"{orders}, of which {times} reached such a point, {spread}."
    )


def note_rediscovery(saturation: Saturation, second_prefix: int) -> str:
    """Say how themes were searched in part of the interviews, and which of them count as new."""
    return (
        f"Themes were searched again in the first {saturation.base_size}, {second_prefix} … {saturation.interviews} "
        f"{saturation.counted}, with few resamples each time (at most four), not with the many that this run's themes "
        "come from. A theme is new if no earlier theme continues in it and it is not part of an earlier theme."
    )


def note_single_participant(saturation: Saturation, themes: int) -> str:
    """Say how many of the themes come from a single participant, and that they count."""
    single = saturation.single_participant
    where = f"the {themes} themes found in all {saturation.counted} in this way"
    if not single:
        return f"None of {where} comes from a single participant."
    return (
        f"Of {where}, {single} {inflect(single, 'comes', 'come')} from a single participant. They count too, because "
        "the next interview may contain the same theme."
    )


def note_looked_up(saturation: Saturation) -> str:
    """Say where the final themes, looked up in the first interviews, would show saturation; that is too early."""
    curve = saturation.looked_up
    reached = curve.reached_at if curve else None
    where = "not show saturation" if reached is None else f"show saturation at {reached}+{saturation.run_length}"
    return (
        f"The sub-themes of this run, looked up in the first {saturation.counted}, would {where}. That is too "
        "optimistic: these themes were not known then, and rare themes are seldom among them."
    )


def note_repeated_interviews() -> str:
    """Say that people with several interviews count once."""
    return f"Some people were interviewed several times; {DOCUMENTS_OF_PARTICIPANT}."


def note_limited_orders(orders: int, orders_asked: int, searches: int, *, has_gaps: bool) -> str:
    """Say that fewer orders than requested were computed, to limit the computing time."""
    gaps = " Some interviews between the runs are part of no run." if has_gaps else ""
    return (
        f"To limit computing time, {orders} of the {orders_asked} requested orders were computed, with {searches} "
        f"searches for themes in all.{gaps}"
    )


def note_small_base(themes: float) -> str:
    """Say that the threshold allows less than one new theme; ``themes`` is the median number in the base."""
    return f"The base had {themes:g} themes (median): a single new theme is more than the threshold allows."


def _count_orders(saturation: Saturation) -> str:
    return f"{saturation.orders} shuffled {inflect(saturation.orders, 'order', 'orders')}"
