"""The configuration: settings, how a TOML file becomes them, and how they are written down."""

from thememiner.config.loading import read_settings, settings_from
from thememiner.config.permissions import Permissions
from thememiner.config.settings import (
    ComparisonSettings,
    CorpusSettings,
    DescriptionSettings,
    DiscoverySettings,
    EmbeddingSettings,
    NamingSettings,
    SaturationSettings,
    SegmentationSettings,
    Settings,
    SpeakerSettings,
    TableSettings,
)
from thememiner.config.template import commented_toml

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
