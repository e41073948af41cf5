"""Guided discovery: seed themes from a file pull units together, and what is found around them gets their names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from thememiner.config import Permissions, Settings
from thememiner.discovery.guiding import Guided, named_after, pulled
from thememiner.exchange import SeedTheme, read_seed_themes
from thememiner.records import Discovery, Embedding, Source, Theme
from thememiner.storage import hash_file
from thememiner.workflows.seed_vectors import seed_vectors


@dataclass(frozen=True, slots=True)
class Guidance:
    """Seed themes, and which units each pulls."""

    source: Source
    seeds: tuple[SeedTheme, ...]
    guided: Guided

    def of_subthemes(self, discovery: Discovery) -> tuple[int | None, ...]:
        """Return for each sub-theme the seed theme that most of its units were pulled by, if one was."""
        return named_after(self.guided.labels, discovery.subthemes)

    def named(self, themes: Sequence[Theme], discovery: Discovery) -> tuple[Theme, ...]:
        """Return the themes with the names of the seed themes that they were found around.

        A theme all of whose sub-themes belong to one seed theme, or to seed themes under one parent, is called so.
        Where several would be called the same, what they were called before stands behind it.
        """
        found = iter(self.of_subthemes(discovery))
        below = [[next(found) for _ in theme.subthemes] for theme in themes]
        firsts = _renamed(themes, [self._above(seeds) for seeds in below])
        subthemes = _renamed(
            [subtheme for theme in themes for subtheme in theme.subthemes],
            [None if seed is None else self.seeds[seed].name for seeds in below for seed in seeds],
        )
        rest = iter(subthemes)
        return tuple(replace(theme, subthemes=tuple(next(rest) for _ in theme.subthemes)) for theme in firsts)

    def _above(self, seeds: Sequence[int | None]) -> str | None:
        names = {None if seed is None else self.seeds[seed].parent or self.seeds[seed].name for seed in seeds}
        return names.pop() if len(names) == 1 else None

    def in_manifest(self, manifest: Mapping[str, Any], discovery: Discovery) -> dict[str, Any]:
        """Return a run's manifest with what became of the seed themes, as figures and in words."""
        told = self.told(discovery)
        return {**manifest, "choices": {**manifest["choices"], "guide": sentence(told)}, "guide": told}

    def told(self, discovery: Discovery) -> dict[str, Any]:
        """Return what became of each seed theme, for the manifest."""
        of_subthemes = self.of_subthemes(discovery)
        units = Counter(of_subthemes[index] for index in discovery.subthemes if index >= 0)
        taken = np.bincount(self.guided.labels[self.guided.labels >= 0], minlength=len(self.seeds))
        seeds = [
            {
                "name": seed.path,
                "pulled": int(taken[index]),
                "subthemes": of_subthemes.count(index),
                "units": units[index],
            }
            for index, seed in enumerate(self.seeds)
        ]
        return {"path": self.source.path, "sha256": self.source.sha256, "seeds": seeds}


def guide(embedding: Embedding, units: pd.DataFrame, settings: Settings, permissions: Permissions) -> Guidance | None:
    """Find out which of the kept units each seed theme of ``settings.discovery.guide`` pulls; None without that file.

    What the file says of a theme goes through the same encoder as the units, and nothing is fitted to it. Units are
    looked at in their context, as themes are made of that.

    Raises ``ConfigurationError`` if the file is not as it should be.
    """
    path = settings.discovery.guide
    if path is None:
        return None
    seeds = read_seed_themes(path)
    kept = units["kept"].to_numpy(bool)
    vectors = seed_vectors(seeds, embedding, settings, permissions)
    source = Source(path.name, hash_file(path), path.suffix.lstrip("."), None)
    names = [seed.path for seed in seeds]
    guided = pulled(embedding.contextual[kept], vectors, names, plain=embedding.vectors[kept])
    return Guidance(source, seeds, guided)


def refuse_unusable_guide(settings: Settings) -> None:
    """Raise ``ConfigurationError`` if there is a file of seed themes that is not as it should be; cheap."""
    if settings.discovery.guide is not None:
        read_seed_themes(settings.discovery.guide)


def sentence(told: Mapping[str, Any]) -> str:
    """Return what became of the seed themes, in words."""
    found = [f"{seed['name']} ({seed['units']:,} units)" for seed in told["seeds"] if seed["subthemes"]]
    without = [f"{seed['name']} ({seed['pulled']:,} pulled)" for seed in told["seeds"] if not seed["subthemes"]]
    return " ".join(
        [
            f"Seed themes from {told['path']} pulled together the units that stand out as near to them.",
            f"Found: {'; '.join(found)}." if found else "None of them was found.",
            f"Not found as a group of their own: {'; '.join(without)}." if without else "",
        ]
    ).strip()


def _renamed(themes: Sequence[Theme], names: Sequence[str | None]) -> tuple[Theme, ...]:
    counts = Counter(names)
    return tuple(
        theme if name is None else replace(theme, name=name if counts[name] == 1 else f"{name}: {theme.name}")
        for theme, name in zip(themes, names, strict=True)
    )
