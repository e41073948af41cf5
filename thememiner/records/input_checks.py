"""Check that the records given to a stage belong together, before anything is computed from them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NoReturn

from thememiner.errors import UsageError
from thememiner.records.documents import Form
from thememiner.records.themes import Discovery, Embedding
from thememiner.records.units import Segmentation, Tokens
from thememiner.records.vector_grid import ROWS_PER_BLOCK

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_SAME_UNITS = "Pass the table of the segmentation as it is: complete, and in its own order."


def check_segmentation(segmentation: Segmentation, columns: Sequence[str], *, stage: str) -> None:
    """Check that this is a segmentation whose table, tokens and forms belong together.

    ``stage`` is the name of the calling function, for the message.

    Raises ``UsageError`` if it is something else, columns are missing, the tokens are those of another number of
    units, or the form of a document is unknown.
    """
    if not isinstance(segmentation, Segmentation):
        _refuse(stage, f"needs a Segmentation, and was given {_describe_type(segmentation)}.", "Call segment first.")
    check_units(segmentation.units, columns, stage=stage)
    check_tokens(segmentation.tokens, segmentation.units, stage=stage)
    check_forms(segmentation.forms, segmentation.units, stage=stage)


def check_forms(forms: Mapping[str, Form], units: "pd.DataFrame", *, stage: str) -> None:
    """Check that the form of each document of the units is known. Raises ``UsageError`` that names the first other."""
    unknown = sorted({str(name) for name in units["doc_id"].unique()} - set(forms))
    if unknown:
        what = f"does not know the form of {len(unknown):,} documents, of {unknown[0]} first."
        _refuse(stage, what, "Add them to Segmentation.forms.")


def check_units(units: "pd.DataFrame", columns: Sequence[str], *, stage: str) -> None:
    """Check that this is a table with these columns and with unique ids of units.

    Raises ``UsageError`` that names the missing columns.
    """
    if not hasattr(units, "columns") or not hasattr(units, "iloc"):
        what = f"needs a table of units (a pandas DataFrame), and was given {_describe_type(units)}."
        _refuse(stage, what, "Pass Segmentation.units.")
    missing = [name for name in columns if name not in units.columns]
    if missing:
        _refuse(stage, f"needs columns that the table of units lacks: {', '.join(missing)}.", _SAME_UNITS)
    repeated = int(units["unit_id"].duplicated().sum())
    if repeated:
        what = f"needs a unit_id for each unit, and {repeated:,} of {len(units):,} occur a second time."
        _refuse(stage, what, _SAME_UNITS)


def check_tokens(tokens: Tokens, units: "pd.DataFrame", *, stage: str) -> None:
    """Check that there are tokens for as many units as the table has. Raises ``UsageError`` with both numbers."""
    if not isinstance(tokens, Tokens):
        _refuse(stage, f"needs Tokens, and was given {_describe_type(tokens)}.", "Pass Segmentation.tokens.")
    count = len(tokens.offsets) - 1
    if count != len(units):
        _refuse(stage, f"was given tokens of {count:,} units, and a table of {len(units):,}.", _SAME_UNITS)


def check_vectors(vectors: "npt.NDArray[np.float32]", units: "pd.DataFrame", *, stage: str) -> None:
    """Check that there is one vector for each unit. Raises ``UsageError`` with both numbers."""
    if vectors.ndim != 2 or len(vectors) != len(units):  # noqa: PLR2004 - rows and columns
        what = f"was given {len(units):,} units, and vectors of shape {vectors.shape}: {len(vectors):,} rows."
        _refuse(stage, what, _SAME_UNITS)


def check_embedding(
    embedding: Embedding, units: "pd.DataFrame", used: Literal["vectors", "contextual"], *, stage: str
) -> None:
    """Check that an embedding is that of the units, and that the used vectors are numbers for all kept units.

    Raises ``UsageError`` if there are more or fewer vectors than units, the units are others or in another order, or
    kept units have vectors with NaN or infinity.
    """
    _check_embedded_units(embedding, units, stage=stage)
    _check_numbers(embedding.vectors if used == "vectors" else embedding.contextual, units, stage=stage)


def check_discovery(discovery: Discovery, units: "pd.DataFrame", *, stage: str) -> None:
    """Check that a discovery is that of the kept units of the table. Raises ``UsageError`` with both numbers."""
    if not isinstance(discovery, Discovery):
        _refuse(stage, f"needs a Discovery, and was given {_describe_type(discovery)}.", "Call discover first.")
    kept = units["unit_id"][units["kept"].to_numpy(bool)]
    if len(discovery.subthemes) != len(kept):
        what = (
            f"was given a discovery of {len(discovery.subthemes):,} units, and a table with {len(kept):,} kept units."
        )
        _refuse(stage, what, _SAME_UNITS)
    _check_same_ids(discovery.unit_ids, kept, "discovery", stage=stage)


def _check_embedded_units(embedding: Embedding, units: "pd.DataFrame", *, stage: str) -> None:
    if not isinstance(embedding, Embedding):
        _refuse(stage, f"needs an Embedding, and was given {_describe_type(embedding)}.", "Call embed first.")
    for vectors in (embedding.vectors, embedding.contextual):
        check_vectors(vectors, units, stage=stage)
    _check_same_ids(embedding.unit_ids, units["unit_id"], "embedding", stage=stage)


def _check_same_ids(known: "pd.Series[str] | None", given: "pd.Series[str]", noun: str, *, stage: str) -> None:
    import numpy as np  # noqa: PLC0415 - records load nothing heavy

    if known is None:
        return
    before, now = np.asarray(known, dtype=object), np.asarray(given, dtype=object)
    if len(before) != len(now):
        _refuse(stage, f"was given {len(now):,} units, and an {noun} of {len(before):,}.", _SAME_UNITS)
    different = np.flatnonzero(before != now)
    if len(different):
        row = int(different[0])
        _refuse(
            stage,
            f"was given units in another order than those of the {noun}, or other units: {len(different):,} of "
            f"{len(now):,} differ, first in row {row:,} ({now[row]} instead of {before[row]}).",
            _SAME_UNITS,
        )


def _check_numbers(vectors: "npt.NDArray[np.float32]", units: "pd.DataFrame", *, stage: str) -> None:
    import numpy as np  # noqa: PLC0415 - records load nothing heavy

    rows = np.flatnonzero(units["kept"].to_numpy(bool))
    parts = [rows[first : first + ROWS_PER_BLOCK] for first in range(0, len(rows), ROWS_PER_BLOCK)]
    wrong = sum(int((~np.isfinite(vectors[part]).all(axis=1)).sum()) for part in parts)
    if wrong:
        what = f"needs a vector for each kept unit, and {wrong:,} of {len(rows):,} have NaN or infinity in theirs."
        _refuse(stage, what, "Mark these units as not kept, or give them vectors of zeros.")


def _describe_type(value: object) -> str:
    return f"an object of type {type(value).__name__}"


def _refuse(stage: str, what: str, remedy: str) -> NoReturn:
    raise UsageError(f"{stage} {what}", remedy=remedy)
