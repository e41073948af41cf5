"""The nouns that travel between stages; plain data, nothing heavy is imported here."""

from thememiner.records.codings import (
    CODED_ONLY,
    MACHINE,
    SEGMENT_COLUMNS,
    Code,
    Codebook,
    Coding,
    Scope,
    code_path,
)
from thememiner.records.comparisons import CodeFinding, Comparison, Finding, LevelComparison
from thememiner.records.documents import (
    Corpus,
    Cue,
    Cut,
    Document,
    Form,
    Note,
    Problem,
    Role,
    Source,
    Turn,
)
from thememiner.records.extension import Extension, Extent, NewCandidate, SubthemeChange
from thememiner.records.runs import Run
from thememiner.records.saturation import Saturation, SaturationCurve, SaturationPoint
from thememiner.records.tables import Column, Kind, table
from thememiner.records.themes import Discovery, Embedding, Quote, Theme
from thememiner.records.units import (
    SEGMENTED_COLUMNS,
    UNIT_COLUMNS,
    Segmentation,
    SetAside,
    Tokens,
    Unassigned,
)

__all__ = [
    "CODED_ONLY",
    "MACHINE",
    "SEGMENTED_COLUMNS",
    "SEGMENT_COLUMNS",
    "UNIT_COLUMNS",
    "Code",
    "CodeFinding",
    "Codebook",
    "Coding",
    "Column",
    "Comparison",
    "Corpus",
    "Cue",
    "Cut",
    "Discovery",
    "Document",
    "Embedding",
    "Extension",
    "Extent",
    "Finding",
    "Form",
    "Kind",
    "LevelComparison",
    "NewCandidate",
    "Note",
    "Problem",
    "Quote",
    "Role",
    "Run",
    "Saturation",
    "SaturationCurve",
    "SaturationPoint",
    "Scope",
    "Segmentation",
    "SetAside",
    "Source",
    "SubthemeChange",
    "Theme",
    "Tokens",
    "Turn",
    "Unassigned",
    "code_path",
    "table",
]
