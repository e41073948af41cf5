"""The configuration: settings, reading them from TOML, and writing them as TOML."""

from thememiner.config.input_settings import CorpusSettings, Names, Section, SpeakerSettings, TableSettings
from thememiner.config.loading import parse_settings, read_settings, read_toml, validate_settings
from thememiner.config.settings import (
    PACKAGES,
    PATH_SETTINGS,
    SUPPORTING_PACKAGES,
    ComparisonSettings,
    DescriptionSettings,
    DiscoverySettings,
    EmbeddingSettings,
    NamingSettings,
    Permissions,
    QuestionSettings,
    SaturationSettings,
    SegmentationSettings,
    Settings,
)
from thememiner.config.template import settings_to_toml

__all__ = [
    "PACKAGES",
    "PATH_SETTINGS",
    "SUPPORTING_PACKAGES",
    "ComparisonSettings",
    "CorpusSettings",
    "DescriptionSettings",
    "DiscoverySettings",
    "EmbeddingSettings",
    "Names",
    "NamingSettings",
    "Permissions",
    "QuestionSettings",
    "SaturationSettings",
    "Section",
    "SegmentationSettings",
    "Settings",
    "SpeakerSettings",
    "TableSettings",
    "parse_settings",
    "read_settings",
    "read_toml",
    "settings_to_toml",
    "validate_settings",
]
