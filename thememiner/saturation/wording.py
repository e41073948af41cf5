"""Saturation in words: what was found, why there is nothing to find, and what to know when reading the figures."""

from thememiner.config import SaturationSettings
from thememiner.records import Saturation
from thememiner.saturation.interviews import Interviews
from thememiner.saturation.planning import Plan

FEW_UNITS = 10
"""Units that a base must have to carry themes; as for a whole corpus (``DiscoverySettings.min_units``)."""

ONE_INTERVIEW = "all documents of a participant count as one interview"


def why_undefined(interviews: Interviews, settings: SaturationSettings, *, any_themes: bool) -> str | None:
    """Return why saturation is not defined for these interviews; None if it is."""
    needed = settings.base_size + settings.run_length
    counted = interviews.counted
    if len(interviews) == 1:
        return f"all units are from a single {counted.removesuffix('s')}."
    if len(interviews) < needed:
        few = f"a base of {settings.base_size} and a run of {settings.run_length} need {needed} {counted}"
        one = f" ({ONE_INTERVIEW})" if counted == "participants" else ""
        return f"{few}, and there are {len(interviews)}{one}."
    units = sum(len(rows) for rows in interviews.rows.values()) * settings.base_size / len(interviews)
    if units < FEW_UNITS:
        return f"about {units:.0f} units, what {settings.base_size} of these {counted} have together, show no theme."
    return None if any_themes else "no themes were found."


def finding(measured: Saturation) -> str:
    """Return in a sentence where saturation was reached, or that it was not."""
    curve = measured.rediscovered
    if curve is None:
        return measured.sentence
    counted = measured.counted
    run = f"{measured.run_length} more" if measured.run_length > 1 else "one more"
    limit = f"at most {100 * measured.threshold:.3g} % as many as the first {measured.base_size} had"
    added = f"{run} added no theme" if measured.threshold == 0 else f"{run} added few themes ({limit})"
    times = round(curve.reached_in * measured.orders)
    if curve.reached_at is None:
        orders = f"{f'only {times}' if times else 'none'} of {_orders(measured)}"
        where = f"in {orders} came a point after which {added}"
        return f"No saturation within {measured.interviews} {counted}: {where}."
    low, high = curve.reached_low, curve.reached_high
    spread = f"after {low} to {high}" if low != high else f"all after {low}"
    return (
        f"Saturation at {measured.notation} {counted}: after {curve.reached_at}, {added}. This is the median of "
        f"{_orders(measured)}, of which {times} came to such a point, {spread}."
    )


def _orders(measured: Saturation) -> str:
    return f"{measured.orders} shuffled order{'' if measured.orders == 1 else 's'}"


def notes(measured: Saturation, planned: Plan, *, themes: int, orders_asked: int) -> tuple[str, ...]:
    """Return what to know when reading the figures; ``themes`` are those rediscovered in the whole corpus."""
    single = measured.single_participant
    found = [
        (
            f"Themes were looked for anew in the first {measured.base_size}, {planned.prefixes[1]} … "
            f"{measured.interviews} {measured.counted}, by a few resamples each time (at most four), not by the many "
            "that this run's themes come from. A theme is new if no earlier theme goes on in it and it is part of none."
        ),
        (
            f"Of the {themes} themes found in all {measured.counted} in this way, a single participant alone holds "
            f"{single}. They count, too: the next interview may say the same."
        ),
        _about_looking_up(measured),
    ]
    if measured.counted == "participants":
        found.append(f"Some people were met several times; {ONE_INTERVIEW}.")
    if planned.orders < orders_asked or planned.gaps:
        found.append(_about_bounds(planned, orders_asked))
    base = measured.rediscovered.points[0].themes if measured.rediscovered else 0
    if 0 < measured.threshold * base < 1:
        found.append(f"The base had {base:g} themes (median): a single new theme is more than the threshold allows.")
    return tuple(found)


def _about_looking_up(measured: Saturation) -> str:
    curve = measured.looked_up
    reached = curve.reached_at if curve else None
    where = "not show saturation" if reached is None else f"show saturation at {reached}+{measured.run_length}"
    return (
        f"The sub-themes of this run, looked up in the first {measured.counted}, would {where}. That flatters: "
        "nobody knew them then, and what is rare is seldom among them."
    )


def _about_bounds(planned: Plan, orders_asked: int) -> str:
    times = planned.orders * (len(planned.prefixes) - 1) + 1
    spread = " Between the runs there are interviews that none of them covers." if planned.gaps else ""
    return (
        f"To bound the work, {planned.orders} of the {orders_asked} orders asked for were gone through, and themes "
        f"were looked for {times} times in all.{spread}"
    )
