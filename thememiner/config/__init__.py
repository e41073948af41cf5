"""The configuration: settings, how a TOML file becomes them, and how they are written down."""

from thememiner.config.fingerprint import FURTHER, LOCAL, PACKAGES
from thememiner.config.loading import checked, read_settings, read_toml, settings_from
from thememiner.config.permissions import Permissions
from thememiner.config.settings import (
    ComparisonSettings,
    CorpusSettings,
    DescriptionSettings,
    DiscoverySettings,
    EmbeddingSettings,
    Names,
    NamingSettings,
    SaturationSettings,
    Section,
    SegmentationSettings,
    Settings,
    SpeakerSettings,
    TableSettings,
)
from thememiner.config.template import commented_toml

__all__ = [
    "FURTHER",
    "LOCAL",
    "PACKAGES",
    "ComparisonSettings",
    "CorpusSettings",
    "DescriptionSettings",
    "DiscoverySettings",
    "EmbeddingSettings",
    "Names",
    "NamingSettings",
    "Permissions",
    "SaturationSettings",
    "Section",
    "SegmentationSettings",
    "Settings",
    "SpeakerSettings",
    "TableSettings",
    "checked",
    "commented_toml",
    "read_settings",
    "read_toml",
    "settings_from",
]
