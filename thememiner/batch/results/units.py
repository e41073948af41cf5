"""Meaning units and their vectors as files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from thememiner.batch.store import Content
from thememiner.records import SEGMENTED_COLUMNS, Embedding, Segmentation, Tokens
from thememiner.runs.arrays import array_from_npy, array_to_npy, npy_parts, same_bytes
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.files import RunFiles
from thememiner.runs.tables import table_from_parquet, table_to_parquet


@dataclass(frozen=True, slots=True)
class _Told:
    context: str
    encoder: Mapping[str, str | int]


def segmentation_files(segmentation: Segmentation) -> Iterator[tuple[str, Content]]:
    """Yield the name and content of each file of a segmentation."""
    yield "units.parquet", table_to_parquet(segmentation.units, SEGMENTED_COLUMNS)
    yield "offsets.npy", array_to_npy(segmentation.tokens.offsets)
    yield "starts.npy", array_to_npy(segmentation.tokens.starts)
    yield "ends.npy", array_to_npy(segmentation.tokens.ends)


def read_segmentation(files: RunFiles) -> Segmentation:
    """Return the segmentation as it was. Raises ``RunError``."""
    units = files.parse("units.parquet", partial(table_from_parquet, columns=SEGMENTED_COLUMNS))
    names = ("offsets.npy", "starts.npy", "ends.npy")
    return Segmentation(units, Tokens(*(files.parse(name, array_from_npy) for name in names)))


def embedding_files(embedding: Embedding) -> Iterator[tuple[str, Content]]:
    """Yield the name and content of each file of an embedding; equal vectors are stored once."""
    yield "vectors.npy", npy_parts(embedding.vectors)
    if not same_bytes(embedding.contextual, embedding.vectors):
        yield "contextual.npy", npy_parts(embedding.contextual)
    yield "told.json", to_json(_Told(embedding.context, embedding.encoder))
    for name, array in sorted(embedding.state.items()):
        yield f"state/{name}.npy", array_to_npy(array)


def read_embedding(files: RunFiles) -> Embedding:
    """Return the embedding as it was. Raises ``RunError``."""
    vectors = files.array("vectors.npy")
    told = files.parse("told.json", partial(from_json, kind=_Told))
    return Embedding(
        vectors=vectors,
        contextual=files.array("contextual.npy") if "contextual.npy" in files else vectors,
        context=told.context,
        encoder=told.encoder,
        state={PurePosixPath(name).stem: files.parse(name, array_from_npy) for name in files.names("state", ".npy")},
    )
