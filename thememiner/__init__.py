"""Find candidate themes in interview transcripts, and compare them with manual coding.

Each stage is a function; ``mine`` runs all of them. Public names are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from thememiner._version import __version__

if TYPE_CHECKING:
    from thememiner.comparison import compare
    from thememiner.config import Settings, read_settings
    from thememiner.corpus import read_corpus
    from thememiner.description import describe
    from thememiner.discovery import discover
    from thememiner.embedding import embed
    from thememiner.errors import ThemeMinerError
    from thememiner.exchange import read_codings
    from thememiner.records import (
        Codebook,
        Coding,
        Comparison,
        Corpus,
        Discovery,
        Document,
        Embedding,
        Run,
        Segmentation,
        Theme,
    )
    from thememiner.runs import open_run
    from thememiner.segmentation import segment
    from thememiner.workflows import extend, mine

__all__ = [
    "Codebook",
    "Coding",
    "Comparison",
    "Corpus",
    "Discovery",
    "Document",
    "Embedding",
    "Run",
    "Segmentation",
    "Settings",
    "Theme",
    "ThemeMinerError",
    "__version__",
    "compare",
    "describe",
    "discover",
    "embed",
    "extend",
    "mine",
    "open_run",
    "read_codings",
    "read_corpus",
    "read_settings",
    "segment",
]

_HOMES = {
    "Settings": "config",
    "ThemeMinerError": "errors",
    "compare": "comparison",
    "describe": "description",
    "discover": "discovery",
    "embed": "embedding",
    "extend": "workflows",
    "mine": "workflows",
    "open_run": "runs",
    "read_codings": "exchange",
    "read_corpus": "corpus",
    "read_settings": "config",
    "segment": "segmentation",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'thememiner' has no attribute {name!r}")
    return getattr(import_module(f"thememiner.{_HOMES.get(name, 'records')}"), name)


def __dir__() -> list[str]:
    return __all__
