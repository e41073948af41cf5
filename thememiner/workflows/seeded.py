"""Guided discovery: seed themes from a file pull meaning units together, and the themes found get their names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import Permissions, Settings
from thememiner.discovery import SeededUnits, match_clusters_to_seeds, pull_to_seeds
from thememiner.embedding import encode_units
from thememiner.exchange import SeedTheme, read_seed_themes
from thememiner.records import Corpus, Cut, Discovery, Document, Embedding, Form, Role, Source, Theme, Turn
from thememiner.segmentation import segment
from thememiner.storage import hash_file

NO_FILE = Source("", "", "", None)


@dataclass(frozen=True, slots=True)
class Guidance:
    """Seed themes, and the units that each pulls."""

    source: Source
    """The file of seed themes."""
    seeds: tuple[SeedTheme, ...]
    guided: SeededUnits

    def match_subthemes(self, discovery: Discovery) -> tuple[int | None, ...]:
        """Return for each sub-theme the index of the seed theme that pulled most of its units, or None."""
        return match_clusters_to_seeds(self.guided.labels, discovery.subthemes)

    def rename_themes(self, themes: Sequence[Theme], discovery: Discovery) -> tuple[Theme, ...]:
        """Return the themes with the names of the seed themes that they were found around.

        A theme gets a seed theme's name if all its sub-themes belong to that seed theme, or to seed themes under that
        parent. Where several would get the same name, each keeps its former name behind it.
        """
        matches = iter(self.match_subthemes(discovery))
        seeds_of_themes = [[next(matches) for _ in theme.subthemes] for theme in themes]
        renamed = _rename(themes, [self._common_name(seeds) for seeds in seeds_of_themes])
        subthemes = iter(
            _rename(
                [subtheme for theme in themes for subtheme in theme.subthemes],
                [None if seed is None else self.seeds[seed].name for seeds in seeds_of_themes for seed in seeds],
            )
        )
        return tuple(replace(theme, subthemes=tuple(next(subthemes) for _ in theme.subthemes)) for theme in renamed)

    def _common_name(self, seeds: Sequence[int | None]) -> str | None:
        names = {None if seed is None else self.seeds[seed].parent or self.seeds[seed].name for seed in seeds}
        return names.pop() if len(names) == 1 else None

    def summarise(self, discovery: Discovery) -> dict[str, Any]:
        """Return for each seed theme the units that it pulled, and the sub-themes and units found around it."""
        matches = self.match_subthemes(discovery)
        units = Counter(matches[index] for index in discovery.subthemes if index >= 0)
        pulled = np.bincount(self.guided.labels[self.guided.labels >= 0], minlength=len(self.seeds))
        seeds = [
            {
                "name": seed.path,
                "pulled": int(pulled[index]),
                "subthemes": matches.count(index),
                "units": units[index],
            }
            for index, seed in enumerate(self.seeds)
        ]
        return {"path": self.source.path, "sha256": self.source.sha256, "seeds": seeds}


def guide_discovery(
    embedding: Embedding, units: pd.DataFrame, settings: Settings, permissions: Permissions
) -> Guidance | None:
    """Return the kept units that each seed theme of ``settings.discovery.guide`` pulls; None without that file.

    The texts of a seed theme go through the encoder of the units, and nothing is fitted to them. The vectors of units
    are those with context, since themes are made of these.

    Raises ``ConfigurationError`` if the file cannot be used.
    """
    path = settings.discovery.guide
    if path is None:
        return None
    seeds = read_seed_themes(path)
    kept = units["kept"].to_numpy(bool)
    vectors = encode_seed_themes(seeds, embedding, settings, permissions)
    source = Source(path.name, hash_file(path), path.suffix.lstrip("."), None)
    names = [seed.path for seed in seeds]
    guided = pull_to_seeds(embedding.contextual[kept], vectors, names, plain=embedding.vectors[kept])
    return Guidance(source, seeds, guided)


def refuse_unusable_guide(settings: Settings) -> None:
    """Raise ``ConfigurationError`` if the settings name a file of seed themes that cannot be used; cheap."""
    if settings.discovery.guide is not None:
        read_seed_themes(settings.discovery.guide)


def phrase_guidance(outcome: Mapping[str, Any]) -> str:
    """Return the outcome of guided discovery (see ``Guidance.summarise``) in words."""
    found = [f"{seed['name']} ({seed['units']:,} units)" for seed in outcome["seeds"] if seed["subthemes"]]
    missing = [f"{seed['name']} ({seed['pulled']:,} pulled)" for seed in outcome["seeds"] if not seed["subthemes"]]
    return " ".join(
        [
            f"Seed themes from {outcome['path']} pulled together the units that stand out as near to them.",
            f"Found: {'; '.join(found)}." if found else "None of them was found.",
            f"Not found as a separate group: {'; '.join(missing)}." if missing else "",
        ]
    ).strip()


def _rename(themes: Sequence[Theme], names: Sequence[str | None]) -> tuple[Theme, ...]:
    counts = Counter(names)
    return tuple(
        theme if name is None else replace(theme, name=name if counts[name] == 1 else f"{name}: {theme.name}")
        for theme, name in zip(themes, names, strict=True)
    )


def encode_seed_themes(
    seeds: Sequence[SeedTheme], embedding: Embedding, settings: Settings, permissions: Permissions
) -> npt.NDArray[np.float32]:
    """Return a vector of unit length for each seed theme, or zeros if none of its words is known.

    Shape (seeds, dimensions). Name, description and quotes weigh the same, however many quotes there are. The texts
    go through the encoder of ``embedding`` with what was fitted to the corpus, and nothing is fitted to them.
    """
    parts = [_parts(seed) for seed in seeds]
    texts = [text for part in parts for group in part for text in group]
    vectors = iter(encode_texts(texts, settings, permissions, state=embedding.state))
    means = np.array([_mean([_mean([next(vectors) for _ in group]) for group in part]) for part in parts])
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(norms > 0, norms, 1), dtype=np.float32)


def encode_texts(
    texts: Sequence[str],
    settings: Settings,
    permissions: Permissions,
    *,
    state: Mapping[str, npt.NDArray[Any]] | None = None,
) -> npt.NDArray[np.float64]:
    """Return the vector of each text without context, made as that of a unit: unit length, or zeros.

    Shape (texts, dimensions). With ``state``, which was fitted to a corpus, nothing is fitted to the texts; without
    it, the encoder is fitted to all of them.
    """
    segmentation = segment(Corpus(tuple(map(_document, range(len(texts)), texts))), settings=settings)
    rows = np.arange(len(segmentation.units))
    fitted_on = np.full(len(rows), state is None)
    plain = encode_units(
        segmentation, rows, fitted_on, settings=settings.embedding, permissions=permissions, state=state
    )
    return plain.vectors.astype(np.float64)


def _mean(vectors: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    return np.asarray(np.mean(vectors, axis=0), dtype=np.float64)


def _parts(seed: SeedTheme) -> list[tuple[str, ...]]:
    return [part for part in ((seed.name,), (seed.description,) if seed.description else (), seed.quotes) if part]


def _document(number: int, text: str) -> Document:
    """Return a text as a document of one unit; its id keeps the order of the texts."""
    turn = Turn(0, len(text), None, Role.PARTICIPANT, None)
    return Document(f"{number:09}", text, Form.ROWS, (turn,), NO_FILE, cuts=(Cut("", 0, len(text), 0),))
