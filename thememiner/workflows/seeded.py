"""Guided discovery: seed themes from a file pull units together, and what is found around them gets their names.

What is said of a theme beforehand becomes a vector in the space of the units.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import Permissions, Settings
from thememiner.discovery import Guided, named_after, pulled
from thememiner.embedding import plain_vectors
from thememiner.exchange import SeedTheme, read_seed_themes
from thememiner.records import Corpus, Cut, Discovery, Document, Embedding, Form, Role, Source, Theme, Turn
from thememiner.segmentation import segment
from thememiner.storage import hash_file

NO_FILE = Source("", "", "", None)


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


def seed_vectors(
    seeds: Sequence[SeedTheme], embedding: Embedding, settings: Settings, permissions: Permissions
) -> npt.NDArray[np.float32]:
    """Return a vector for each seed theme: unit length, or zeros if none of its words is known.

    Shape (seeds, dimensions). Name, description and quotes weigh the same, however many quotes there are. The texts go
    through the encoder of ``embedding`` with what was fitted to the corpus, and nothing is fitted to them.
    """
    parts = [_parts(seed) for seed in seeds]
    texts = [text for part in parts for group in part for text in group]
    found = vectors_of_texts(texts, settings, permissions, state=embedding.state)
    of_texts = iter(found)
    means = np.array([_mean([_mean([next(of_texts) for _ in group]) for group in part]) for part in parts])
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(norms > 0, norms, 1), dtype=np.float32)


def vectors_of_texts(
    texts: Sequence[str],
    settings: Settings,
    permissions: Permissions,
    *,
    state: Mapping[str, npt.NDArray[Any]] | None = None,
) -> npt.NDArray[np.float64]:
    """Return the vector of each text by itself, as a unit's is made: shape (texts, dimensions), unit length or zeros.

    With ``state``, what was fitted to a corpus, nothing is fitted to the texts; without, it is fitted to all of them.
    """
    segmentation = segment(Corpus(tuple(map(_document, range(len(texts)), texts))), settings=settings)
    rows = np.arange(len(segmentation.units))
    fitted_on = np.full(len(rows), state is None)
    found = plain_vectors(
        segmentation, rows, fitted_on, settings=settings.embedding, permissions=permissions, state=state
    )
    return found.vectors.astype(np.float64)


def _mean(vectors: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    return np.asarray(np.mean(vectors, axis=0), dtype=np.float64)


def _parts(seed: SeedTheme) -> list[tuple[str, ...]]:
    return [part for part in ((seed.name,), (seed.description,) if seed.description else (), seed.quotes) if part]


def _document(number: int, text: str) -> Document:
    """Return a text as a document of one unit; its id keeps the order of the texts."""
    turn = Turn(0, len(text), None, Role.PARTICIPANT, None)
    return Document(f"{number:09}", text, Form.ROWS, (turn,), NO_FILE, cuts=(Cut("", 0, len(text), 0),))
