"""Names for themes and sub-themes, made of the key phrases of their units."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from thememiner.description.phrases import Phrases
from thememiner.language import has_han

LONGEST_NAME = 40
LONGEST_HAN_NAME = 16
"""In characters."""
SECOND = 0.4
"""Least weight of the second phrase of a name, as a share of that of the first."""
MOSTLY = 0.5
"""A phrase gives way to a longer one around it that more than this share of its units say."""
CANDIDATES = 200
"""Phrases of a group that are looked at, the best ones."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that a group may be called by."""

    phrase: int
    written: str
    words: frozenset[str]
    units: int
    weight: float


def candidates(weights: pd.DataFrame, phrases: Phrases, languages: Sequence[Sequence[str]]) -> list[list[Candidate]]:
    """Return what each group may be called by, best first: in the language of most of its units, if it has that.

    ``weights`` are those of ``phrase_weights``; ``languages`` are those of the units of each group, by its number.
    """
    found: list[list[Candidate]] = [[] for _ in languages]
    columns = (weights[name].tolist() for name in ("group", "phrase", "units", "weight"))
    for group, phrase, units, weight in zip(*columns, strict=True):
        if weight > 0:
            found[group].append(Candidate(phrase, phrases.written[phrase], phrases.words[phrase], units, weight))
    return [_spoken(own, languages[group])[:CANDIDATES] for group, own in enumerate(found)]


def _spoken(own: list[Candidate], languages: Sequence[str]) -> list[Candidate]:
    chinese = _is_chinese(languages)
    return [one for one in own if chinese in (None, has_han(one.written))] or own


def _is_chinese(languages: Sequence[str]) -> bool | None:
    """Tell whether most units are Chinese rather than English; None if most are neither."""
    counts = Counter(languages)
    most = max(sorted(counts), key=lambda language: counts[language], default="other")
    return {"zh": True, "en": False}.get(most)


def names(
    ids: Sequence[str], found: Sequence[Sequence[Candidate]], unlike: Iterable[frozenset[str]] = ()
) -> dict[str, tuple[str, frozenset[frozenset[str]]]]:
    """Return a name for each of some siblings, and the phrases in it by their words.

    A name is one phrase or two. No two names begin with the same phrase: it goes to the group in which it weighs most,
    unless another has nothing else. None is one of ``unlike``, the phrases of the theme above, or a part of one. A
    group without phrases is called by its id.
    """
    owners = _owners(found)
    above = frozenset(unlike)
    firsts: set[frozenset[str]] = set()
    called = {}
    for number, (group, own) in enumerate(zip(ids, found, strict=True)):
        allowed = [one for one in own if not any(one.words <= words for words in above)]
        free = [one for one in allowed if one.words not in firsts]
        leading = next((one for one in free if owners[one.words] == number), free[0] if free else None)
        chosen = _chosen(leading, allowed, firsts) if leading else []
        firsts.update(one.words for one in chosen[:1])
        called[group] = (joined([one.written for one in chosen]) or group, frozenset(one.words for one in chosen))
    return called


def joined(written: Sequence[str]) -> str:
    """Return phrases as one name."""
    return ("、" if any(map(has_han, written)) else ", ").join(written)


def _owners(found: Sequence[Sequence[Candidate]]) -> dict[frozenset[str], int]:
    best: dict[frozenset[str], tuple[float, int]] = {}
    for number, own in enumerate(found):
        for one in own:
            if one.words not in best or one.weight > best[one.words][0]:
                best[one.words] = (one.weight, number)
    return {words: number for words, (_, number) in best.items()}


def _chosen(leading: Candidate, allowed: Sequence[Candidate], firsts: Collection[frozenset[str]]) -> list[Candidate]:
    """Return the leading phrase and perhaps a second, without a word of the first and not much lighter."""
    first = _whole(leading, [one for one in allowed if one.words not in firsts])
    for one in allowed:
        second = _whole(one, allowed)
        if one.weight < SECOND * leading.weight:
            break
        if not first.words & second.words and _fits(joined([first.written, second.written])):
            return [first, second]
    return [first]


def _whole(one: Candidate, allowed: Sequence[Candidate]) -> Candidate:
    """Return the phrase that a phrase is mostly a part of, or itself."""
    around = (more for more in allowed if one.words < more.words and more.units > MOSTLY * one.units)
    longer = next((more for more in around if _fits(more.written)), None)
    return _whole(longer, allowed) if longer else one


def _fits(name: str) -> bool:
    return len(name) <= (LONGEST_HAN_NAME if has_han(name) else LONGEST_NAME)
