"""Which codes of two codings mean the same: those of one name, or those that share most units."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from thememiner.comparison.levels import Groups
from thememiner.records import Code, Matched

SAME_NAMES = 0.5
"""Two codings share a codebook if at least this share of the smaller one's codes are in the other."""


class Matching(NamedTuple):
    """A code of the other coding for each code."""

    by: Matched
    one_to_one: npt.NDArray[np.int64]
    """Shape (proposed codes,): index of the reference's code, -1 where there is none; no code serves twice."""
    many_to_one: npt.NDArray[np.int64]
    """Likewise, but one code of the reference may serve several of the proposal."""

    def of_reference(self, codes: int) -> npt.NDArray[np.int64]:
        """Return the one-to-one counterpart of each of the reference's codes, -1 where there is none."""
        counterparts = np.full(codes, -1)
        matched = np.flatnonzero(self.one_to_one >= 0)
        counterparts[self.one_to_one[matched]] = matched
        return counterparts


def match(reference: Groups, proposed: Groups) -> Matching:
    """Match the codes of two codings.

    If they share a codebook (at least half of the smaller one's codes are in the other, too: see ``known_by``), those
    match and nothing else does. Otherwise codes are matched by the units that carry both: one to one so that there
    are most of them (the Hungarian method: Kuhn 1955, Naval Research Logistics Quarterly 2), and many to one with the
    code that shares most. Of equals, those are taken that share least by chance: the smaller ones. Codes that share no
    unit do not match.

    Matching by units is itself fitting: even unrelated codings agree somewhat afterwards. The scores that rest on it
    take out what shuffled codings reach after the same matching.
    """
    by_name = _by_name(reference, proposed)
    if by_name is not None:
        return Matching(Matched.NAME, by_name, by_name)
    gain = _gain(reference, proposed)
    one_to_one = np.full(len(proposed.codes), -1)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    real = gain[rows, columns] > 0
    one_to_one[columns[real]] = rows[real]
    gain[rows[real], columns[real]] += 0.5  # of equals still, the one-to-one counterpart
    most = gain.argmax(axis=0) if len(reference.codes) else np.zeros(len(proposed.codes), dtype=np.int64)
    many_to_one = np.where(gain.max(axis=0, initial=0) > 0, most, -1)
    return Matching(Matched.OVERLAP, one_to_one, many_to_one)


def known_by(codes: Sequence[Code]) -> list[tuple[str, str]]:
    """Return by what each code is known beyond its codebook: id and name, of a person's code the name alone.

    A person's id is the path of names, and one table may name the theme above a code that another leaves out. Where two
    codes of a codebook are called the same, the path tells them apart. A program numbers its codes: the same number in
    two runs is another theme, unless it has the same name, too.
    """
    often = Counter(code.name for code in codes)
    return [
        (
            "" if often[code.name] == 1 and code.code_id.replace(">>", ">").endswith(code.name) else code.code_id,
            code.name,
        )
        for code in codes
    ]


def _gain(reference: Groups, proposed: Groups) -> npt.NDArray[np.float64]:
    """Return what a match of two codes is worth: a unit shared outweighs all that may be shared by chance."""
    shared = shared_units(reference, proposed)
    own, other = (np.sort(side.carries.sum(axis=0)).astype(np.float64) for side in (reference, proposed))
    fewest = min(len(own), len(other))
    outweighs = 1 + own[len(own) - fewest :] @ other[len(other) - fewest :]
    by_chance = np.outer(reference.carries.sum(axis=0), proposed.carries.sum(axis=0))
    return np.where(shared > 0, shared * outweighs - by_chance, 0.0)


def shared_units(own: Groups, other: Groups) -> npt.NDArray[np.int64]:
    """Return the number of units shared by each code of ``own`` (row) and of ``other`` (column)."""
    one, two = (sparse.csr_array(side.carries.astype(np.int64)) for side in (own, other))
    counts: npt.NDArray[np.int64] = (one.T @ two).toarray()
    return counts


def _by_name(reference: Groups, proposed: Groups) -> npt.NDArray[np.int64] | None:
    places = {known_as: index for index, known_as in enumerate(known_by(reference.codes))}
    found = np.array([places.get(known_as, -1) for known_as in known_by(proposed.codes)], dtype=np.int64)
    smaller = min(len(reference.codes), len(proposed.codes))
    return found if smaller and (found >= 0).sum() >= SAME_NAMES * smaller else None
