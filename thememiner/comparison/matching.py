"""Matching: which codes of two codings count as the same, by name or by the units that they share."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.levels import CodeGroups
from thememiner.records import Code, MatchedBy

SHARED_CODEBOOK = 0.5
"""Two codings share a codebook if at least this share of the smaller codebook's codes are in the other one."""


class Matching(NamedTuple):
    """The reference's code that each proposed code counts as."""

    by: MatchedBy
    one_to_one: npt.NDArray[np.int64]
    """Shape (proposed codes,): index of the reference's code, -1 for no match; no code is matched twice."""
    many_to_one: npt.NDArray[np.int64]
    """Shape (proposed codes,): the same, but one code of the reference may match several proposed codes."""

    def of_reference(self, codes: int) -> npt.NDArray[np.int64]:
        """Return the one-to-one counterpart of each of the reference's ``codes`` codes, -1 for none."""
        counterparts = np.full(codes, -1)
        matched = np.flatnonzero(self.one_to_one >= 0)
        counterparts[self.one_to_one[matched]] = matched
        return counterparts


def match_codes(reference: CodeGroups, proposed: CodeGroups, shared: npt.NDArray[np.int64] | None = None) -> Matching:
    """Match the codes of two codings.

    If they share a codebook (at least half of the smaller codebook's codes are in the other one, see
    ``code_identities``), equal codes match and no others. Otherwise codes are matched by the units that carry both: one
    to one so that the sum of shared units is largest (the Hungarian method: Kuhn 1955, Naval Research Logistics
    Quarterly 2), and many to one with the code that shares most units. Of equally good matches, the one with the
    smaller codes wins, which shares fewer units by chance. Codes that share no unit do not match.

    Matching by units fits one coding to the other: even unrelated codings agree somewhat afterwards. Scores that
    depend on it are corrected by what shuffled codings reach after the same matching. ``shared`` is the result of
    ``count_shared_units``, if it is known.
    """
    by_name = _match_by_name(reference, proposed)
    if by_name is not None:
        return Matching(MatchedBy.NAME, by_name, by_name)
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy, and needed without common names only

    gain = _match_gain(reference, proposed, count_shared_units(reference, proposed) if shared is None else shared)
    one_to_one = np.full(len(proposed.codes), -1)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    is_match = gain[rows, columns] > 0
    one_to_one[columns[is_match]] = rows[is_match]
    gain[rows[is_match], columns[is_match]] += 0.5  # prefer the one-to-one counterpart among equals
    most = gain.argmax(axis=0) if len(reference.codes) else np.zeros(len(proposed.codes), dtype=np.int64)
    many_to_one = np.where(gain.max(axis=0, initial=0) > 0, most, -1)
    return Matching(MatchedBy.OVERLAP, one_to_one, many_to_one)


def code_identities(codes: Sequence[Code]) -> list[tuple[str, str]]:
    """Return what identifies each code across codebooks: a person's code by its name, the program's by id and name.

    The id of a person's code is the path of names, and one table may name the theme above a code that another table
    leaves out. If two codes of a codebook have the same name, the path tells them apart. The program numbers its codes:
    the same number in two runs means the same theme only if the name is the same.
    """
    counts = Counter(code.name for code in codes)
    return [
        (
            "" if counts[code.name] == 1 and code.code_id.replace(">>", ">").endswith(code.name) else code.code_id,
            code.name,
        )
        for code in codes
    ]


def _match_gain(reference: CodeGroups, proposed: CodeGroups, shared: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the value of each match; one shared unit counts more than any difference in units shared by chance."""
    sizes = [side.carries.sum(axis=0) for side in (reference, proposed)]
    own, other = (np.sort(side).astype(np.float64) for side in sizes)
    fewest = min(len(own), len(other))
    outweighs = 1 + own[len(own) - fewest :] @ other[len(other) - fewest :]
    by_chance = np.outer(*sizes)
    return np.where(shared > 0, shared * outweighs - by_chance, 0.0)


def count_shared_units(own: CodeGroups, other: CodeGroups) -> npt.NDArray[np.int64]:
    """Count the units shared by each code of ``own`` (row) and of ``other`` (column)."""
    one, two = (sparse.csr_array(side.carries.astype(np.int64)) for side in (own, other))
    counts: npt.NDArray[np.int64] = (one.T @ two).toarray()
    return counts


def _match_by_name(reference: CodeGroups, proposed: CodeGroups) -> npt.NDArray[np.int64] | None:
    positions = {identity: index for index, identity in enumerate(code_identities(reference.codes))}
    matches = np.array([positions.get(identity, -1) for identity in code_identities(proposed.codes)], dtype=np.int64)
    smaller = min(len(reference.codes), len(proposed.codes))
    return matches if smaller and (matches >= 0).sum() >= SHARED_CODEBOOK * smaller else None
