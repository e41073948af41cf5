"""How the result of each stage is written, and read again."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from thememiner.batch.results.codings import corpus_files, manual_files, read_manual, restore_corpus
from thememiner.batch.results.themes import (
    beside_files,
    named_files,
    read_beside,
    read_named,
    read_saturation,
    read_sought,
    saturation_files,
    sought_files,
)
from thememiner.batch.results.units import (
    embedding_files,
    read_embedding,
    read_segmentation,
    segmentation_files,
)
from thememiner.batch.store import Content
from thememiner.runs.files import RunFiles


class ResultForm(NamedTuple):
    """The files of a result, name by name, and the result that they hold."""

    files: Callable[[Any], Iterator[tuple[str, Content]]]
    read: Callable[[RunFiles], Any]


FORMS: Mapping[str, ResultForm] = MappingProxyType(
    {
        "read": ResultForm(corpus_files, restore_corpus),
        "gold": ResultForm(manual_files, read_manual),
        "segment": ResultForm(segmentation_files, read_segmentation),
        "embed": ResultForm(embedding_files, read_embedding),
        "discover": ResultForm(sought_files, read_sought),
        "describe": ResultForm(named_files, read_named),
        "compare": ResultForm(beside_files, read_beside),
        "saturate": ResultForm(saturation_files, read_saturation),
    }
)
"""By stage."""
