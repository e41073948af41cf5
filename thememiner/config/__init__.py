"""The configuration: settings, how a TOML file becomes them, and how they are written down."""

from thememiner.config.input_settings import CorpusSettings, SpeakerSettings, TableSettings
from thememiner.config.permissions import Permissions
from thememiner.config.reading import read_settings, settings_from
from thememiner.config.settings import (
    ComparisonSettings,
    DescriptionSettings,
    DiscoverySettings,
    EmbeddingSettings,
    NamingSettings,
    SaturationSettings,
    SegmentationSettings,
    Settings,
)
from thememiner.config.writing import commented_toml

__all__ = [
    "ComparisonSettings",
    "CorpusSettings",
    "DescriptionSettings",
    "DiscoverySettings",
    "EmbeddingSettings",
    "NamingSettings",
    "Permissions",
    "SaturationSettings",
    "SegmentationSettings",
    "Settings",
    "SpeakerSettings",
    "TableSettings",
    "commented_toml",
    "read_settings",
    "settings_from",
]
