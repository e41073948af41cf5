"""Name themes and sub-themes by the key phrases of their units, so that no two names are equal."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.description.key_phrases import Phrases, find_phrases, weigh_phrases
from thememiner.description.theme_coding import parent_theme, subtheme_ids
from thememiner.language import has_han, read_words
from thememiner.records import Discovery, Segmentation, person_index

LONGEST_NAME = 40
LONGEST_HAN_NAME = 16
"""In characters, as for other names."""
MIN_SECOND_WEIGHT = 0.4
"""Least weight of the second phrase of a name, as a share of the weight of the first."""
MIN_SHARE_OF_LONGER = 0.5
"""A phrase is replaced by a longer phrase that contains it if more than this share of its units have that one."""
MAX_CANDIDATES = 200
"""Phrases of a group from which names are chosen, the best ones."""
MAX_SAMPLED = 50_000
"""Units whose phrases are read. More units change no name, but need minutes and gigabytes."""
MIN_SAMPLED_PER_SUBTHEME = 200
"""Least number of units of each sub-theme among them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may name a group."""

    phrase: int
    written: str
    words: frozenset[str]
    units: int
    weight: float


def collect_candidates(
    weights: pd.DataFrame, phrases: Phrases, languages: Sequence[Sequence[str]]
) -> list[list[Candidate]]:
    """Return the phrases that may name each group, best first, in the language of most of its units if possible.

    ``weights`` is the table of ``weigh_phrases``; ``languages`` has the languages of the units of each group.
    """
    by_group: list[list[Candidate]] = [[] for _ in languages]
    columns = (weights[name].tolist() for name in ("group", "phrase", "units", "weight"))
    for group, phrase, units, weight in zip(*columns, strict=True):
        if weight > 0:
            by_group[group].append(Candidate(phrase, phrases.written[phrase], phrases.words[phrase], units, weight))
    return [_in_main_language(own, languages[group])[:MAX_CANDIDATES] for group, own in enumerate(by_group)]


def _in_main_language(own: list[Candidate], languages: Sequence[str]) -> list[Candidate]:
    chinese = _is_chinese(languages)
    return [one for one in own if chinese in (None, has_han(one.written))] or own


def _is_chinese(languages: Sequence[str]) -> bool | None:
    """Tell whether most units are Chinese (True) or English (False); None if most are neither."""
    counts = Counter(languages)
    most = max(sorted(counts), key=lambda language: counts[language], default="other")
    return {"zh": True, "en": False}.get(most)


def choose_names(
    ids: Sequence[str], candidates: Sequence[Sequence[Candidate]], unlike: Iterable[frozenset[str]] = ()
) -> dict[str, tuple[str, frozenset[frozenset[str]]]]:
    """Return a name for each sibling group, and the words of the phrases in it.

    ``candidates`` has those of each group. A name is one phrase or two. No two names begin with the same phrase:
    it goes to the group in which it weighs most, unless another group has no other phrase. Phrases in ``unlike``, those
    of the theme above, and parts of them are not used. A group without phrases is named by its id.
    """
    owners = _find_owners(candidates)
    above = frozenset(unlike)
    firsts: set[frozenset[str]] = set()
    named = {}
    for number, (group, own) in enumerate(zip(ids, candidates, strict=True)):
        allowed = [one for one in own if not any(one.words <= words for words in above)]
        free = [one for one in allowed if one.words not in firsts]
        leading = next((one for one in free if owners[one.words] == number), free[0] if free else None)
        chosen = _choose_phrases(leading, allowed, firsts) if leading else []
        firsts.update(one.words for one in chosen[:1])
        named[group] = (join_phrases([one.written for one in chosen]) or group, frozenset(one.words for one in chosen))
    return named


def join_phrases(written: Sequence[str]) -> str:
    """Join phrases to one name."""
    return ("、" if any(map(has_han, written)) else ", ").join(written)


def _find_owners(candidates: Sequence[Sequence[Candidate]]) -> dict[frozenset[str], int]:
    best: dict[frozenset[str], tuple[float, int]] = {}
    for number, own in enumerate(candidates):
        for one in own:
            if one.words not in best or one.weight > best[one.words][0]:
                best[one.words] = (one.weight, number)
    return {words: number for words, (_, number) in best.items()}


def _choose_phrases(
    leading: Candidate, allowed: Sequence[Candidate], firsts: Collection[frozenset[str]]
) -> list[Candidate]:
    """Return the leading phrase, and perhaps a second one that shares no word with it and weighs nearly as much."""
    first = _longest_phrase_around(leading, [one for one in allowed if one.words not in firsts])
    for one in allowed:
        second = _longest_phrase_around(one, allowed)
        if one.weight < MIN_SECOND_WEIGHT * leading.weight:
            break
        if not first.words & second.words and _has_name_length(join_phrases([first.written, second.written])):
            return [first, second]
    return [first]


def _longest_phrase_around(one: Candidate, allowed: Sequence[Candidate]) -> Candidate:
    """Return the longer phrase that a phrase is mostly part of, or the phrase itself."""
    around = (more for more in allowed if one.words < more.words and more.units > MIN_SHARE_OF_LONGER * one.units)
    longer = next((more for more in around if _has_name_length(more.written)), None)
    return _longest_phrase_around(longer, allowed) if longer else one


def _has_name_length(name: str) -> bool:
    return len(name) <= (LONGEST_HAN_NAME if has_han(name) else LONGEST_NAME)


def name_by_phrases(
    discovery: Discovery,
    segmentation: Segmentation,
    vectors: npt.NDArray[np.float32],
    *,
    unwanted: Collection[str],
) -> dict[str, str]:
    """Return the name of every theme and sub-theme by its id.

    ``vectors`` has the vectors of all units, shape (units, dimensions); ``unwanted`` words are not in names. Themes are
    named first, by phrases that their sub-themes share; these are not used again below a theme, unless it has only one
    sub-theme. Names that are still equal end with their ids. Of very many units a sample is read.
    """
    rows = np.flatnonzero(segmentation.units["kept"].to_numpy())
    ids = subtheme_ids(discovery.parents)
    if not ids:
        return {}
    sampled = _sample_units(segmentation.units["unit_id"].iloc[rows], discovery.subthemes)
    rows, subthemes = rows[sampled], discovery.subthemes[sampled]
    units = segmentation.units.iloc[rows].reset_index(drop=True)
    phrases = find_phrases(
        segmentation, rows.tolist(), {*unwanted, *read_words("no_names")}, weak=read_words("weak_names")
    )
    level = _LevelPhrases(phrases, units, vectors[rows].astype(np.float32))
    parents = np.array([*discovery.parents, -1])
    whole = parents[subthemes]
    above = tuple(dict.fromkeys(map(parent_theme, ids)))
    named = choose_names(above, level.candidates(whole, subthemes, len(above)))
    below = level.candidates(subthemes, np.zeros_like(whole), len(ids))
    for number, theme in enumerate(above):
        own = [index for index, parent in enumerate(discovery.parents) if parent == number]
        named |= choose_names(
            [ids[index] for index in own],
            [below[index] for index in own],
            unlike=named[theme][1] if len(own) > 1 else (),
        )
    return _make_distinct({group: name for group, (name, _) in named.items()})


def _sample_units(ids: "pd.Series[str]", subthemes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the positions of the kept units that are read for names: all, or a sample.

    The sample has the units with the smallest ids, which are hashes, and at least 200 units of every sub-theme.
    """
    if len(ids) <= MAX_SAMPLED:
        return np.arange(len(ids))
    order = np.argsort(ids.to_numpy(dtype=object), kind="stable")
    place_in_own = pd.Series(subthemes[order]).groupby(subthemes[order]).cumcount().to_numpy()
    wanted = (np.arange(len(order)) < MAX_SAMPLED) | (
        (place_in_own < MIN_SAMPLED_PER_SUBTHEME) & (subthemes[order] >= 0)
    )
    return np.asarray(np.sort(order[wanted]))


@dataclass(frozen=True, slots=True)
class _LevelPhrases:
    """The phrases of the kept units, with what is needed to weigh them in groups."""

    phrases: Phrases
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]

    def candidates(
        self, groups: npt.NDArray[np.int64], parts: npt.NDArray[np.int64], count: int
    ) -> list[list[Candidate]]:
        """Return the phrases that may name each group, best first."""
        weights = weigh_phrases(
            self.phrases,
            groups,
            parts,
            vectors=self.vectors,
            people=person_index(self.units).of_units.tolist(),
            origins=list(self.units["duplicate_of"].fillna(self.units["unit_id"])),
        )
        language_of = self.units["language"].to_numpy()
        languages = [language_of[groups == number].tolist() for number in range(count)]
        return collect_candidates(weights, self.phrases, languages)


def _make_distinct(named: dict[str, str]) -> dict[str, str]:
    used: set[str] = set()
    distinct = {}
    for group, name in named.items():
        distinct[group] = f"{name} ({group})" if name in used else name
        used.add(name)
    return distinct
