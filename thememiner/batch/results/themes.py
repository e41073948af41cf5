"""Clusters, themes and their comparison with people's codings as files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from thememiner.description import Named
from thememiner.discovery.guiding import Guided
from thememiner.exchange import SeedTheme
from thememiner.records import Ceiling, Column, Discovery, Kind, Note, Saturation, Source, Theme, table
from thememiner.runs.arrays import array_from_npy, array_to_npy
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.comparisons import comparison_files, read_comparisons
from thememiner.runs.files import RunFiles
from thememiner.runs.tables import table_from_parquet, table_to_parquet
from thememiner.workflows.guidance import Guidance
from thememiner.workflows.proposal import Beside, Sought

_REASON = (Column("reason", Kind.OPTIONAL_TEXT, "why a kept unit is unassigned"),)
_ARRAYS = (
    *("subthemes", "membership", "nearest", "nearest_membership", "margin", "carries_both"),
    *("centres", "layout"),
)
"""Fields of a discovery that are arrays."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What of a discovery is no array."""

    parents: tuple[int, ...]
    stability: tuple[float | None, ...]
    theme_stability: tuple[float | None, ...]
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Guide:
    """Seed themes, without what each unit has to do with them."""

    source: Source
    seeds: tuple[SeedTheme, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    themes: tuple[Theme, ...]
    record: Mapping[str, Any]
    notes: tuple[Note, ...]


def sought_files(sought: Sought) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a discovery, and of the seed themes that guided it."""
    found = sought.discovery
    for name in _ARRAYS:
        yield f"{name}.npy", array_to_npy(getattr(found, name))
    yield "reasons.parquet", table_to_parquet(table(_REASON, {"reason": found.reasons}), _REASON)
    yield "told.json", to_json(_Told(found.parents, found.stability, found.theme_stability, found.choices))
    if sought.guidance is not None:
        guided = sought.guidance.guided
        yield "guide.json", to_json(_Guide(sought.guidance.source, sought.guidance.seeds, guided.names))
        yield "guided.npy", array_to_npy(guided.labels)
        yield "strength.npy", array_to_npy(guided.strength)


def read_sought(files: RunFiles) -> Sought:
    """Return the discovery as it was. Raises ``RunError``."""
    arrays = {name: files.parse(f"{name}.npy", array_from_npy) for name in _ARRAYS}
    reasons = files.parse("reasons.parquet", partial(table_from_parquet, columns=_REASON))["reason"]
    told = files.parse("told.json", partial(from_json, kind=_Told))
    discovery = Discovery(
        **arrays,
        reasons=tuple(reasons.astype(object).where(reasons.notna(), None)),
        parents=told.parents,
        stability=told.stability,
        theme_stability=told.theme_stability,
        choices=told.choices,
    )
    return Sought(discovery, _guidance(files) if "guide.json" in files else None)


def _guidance(files: RunFiles) -> Guidance:
    told = files.parse("guide.json", partial(from_json, kind=_Guide))
    arrays = (files.parse(name, array_from_npy) for name in ("guided.npy", "strength.npy"))
    return Guidance(told.source, told.seeds, Guided(told.names, *arrays))


def named_files(named: Named) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file of the themes with their names."""
    yield "themes.json", to_json(_Named(named.themes, dict(named.record), named.notes))


def read_named(files: RunFiles) -> Named:
    """Return the themes as they were. Raises ``RunError``."""
    stored = files.parse("themes.json", partial(from_json, kind=_Named))
    return Named(stored.themes, stored.record, stored.notes)


def beside_files(beside: Beside) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the comparisons with people's codings."""
    yield "ceiling.json", to_json(beside.ceiling)
    yield from comparison_files(beside.comparisons)


def read_beside(files: RunFiles) -> Beside:
    """Return the comparisons as they were. Raises ``RunError``."""
    return Beside(read_comparisons(files), files.parse("ceiling.json", partial(from_json, kind=tuple[Ceiling, ...])))


def saturation_files(saturation: Saturation | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file of the saturation: a list of one, or of none."""
    yield "saturation.json", to_json([] if saturation is None else [saturation])


def read_saturation(files: RunFiles) -> Saturation | None:
    """Return the saturation as it was; None where it was not asked for. Raises ``RunError``."""
    found = files.parse("saturation.json", partial(from_json, kind=tuple[Saturation, ...]))
    return found[0] if found else None
