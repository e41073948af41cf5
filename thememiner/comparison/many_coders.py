"""Agreement of any number of coders who need not all have coded every unit."""

import numpy as np
import numpy.typing as npt


def alpha_of_many(values: npt.NDArray[np.int64]) -> float | None:
    """Return Krippendorff's alpha for nominal data; codes that are called the same are the same.

    ``values`` has the shape (units, coders), from 0, -1 where a coder did not look at a unit. Units with one value pair
    with nothing and do not count. With n_uc values c in unit u, m_u in all, and n_c values c in all n pairable ones,
    alpha is 1 - (n - 1) (sum of n_uc n_uk / (m_u - 1) over units and c ≠ k) / (sum of n_c n_k over c ≠ k):
    Krippendorff (2019), Content Analysis, 4th edition, section 12.3.3. None where all values are the same
    or none pair.
    """
    values = values[(values >= 0).sum(axis=1) > 1]
    rows, columns = np.nonzero(values >= 0)
    counts = np.zeros((len(values), int(values.max(initial=-1)) + 1))
    np.add.at(counts, (rows, values[rows, columns]), 1)
    coders, pooled = counts.sum(axis=1), counts.sum(axis=0)
    pairable = pooled.sum()
    expected = pairable**2 - (pooled**2).sum()
    if not expected:
        return None
    observed = ((coders**2 - (counts**2).sum(axis=1)) / np.maximum(coders - 1, 1)).sum()
    return float(1 - (pairable - 1) * observed / expected)
