"""Which column of a table holds what, by the settings and by the names that the table has."""

from collections.abc import Sequence
from dataclasses import dataclass

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.intake import all_columns, first_column, name_columns

_SINGLE = ("id", "document", "order", "speaker", "participant", "coders")
_SEVERAL = ("codes", "parents", "paths", "participant_attributes", "document_attributes")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, by what they hold; None or empty for what it has not."""

    text: str
    id: str | None
    document: str | None
    order: str | None
    speaker: str | None
    participant: str | None
    coder: str | None
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]
    participant_attributes: tuple[str, ...]
    document_attributes: tuple[str, ...]
    notes: tuple[str, ...]
    """Columns that the settings ask for by name and the table has not."""


def choose_columns(columns: Sequence[str], *, settings: TableSettings, place: str) -> Columns:
    """Choose the first column that bears one of the names in the settings; of codes and attributes, all.

    Raises ``UnreadableFileError`` with the columns that there are if none holds the text.
    """
    text = first_column(columns, settings.text)
    if text is None:
        what = f"has no column of text called {' or '.join(settings.text)}. {name_columns(columns, settings.text)}"
        raise UnreadableFileError(what, place=place, remedy="Name it as text under [table] in the configuration.")
    single = {name: first_column(columns, getattr(settings, name)) for name in _SINGLE}
    several = {name: all_columns(columns, getattr(settings, name)) for name in _SEVERAL}
    if not settings.codes and not _is_named("paths", settings):
        several["paths"] = ()  # codes that nobody asked for are no manual coding
    notes = [
        f"has no column {' or '.join(names)}, which the setting table.{name} asks for. {name_columns(columns, names)}"
        for name, found in {**single, **several}.items()
        if not found and _is_named(name, settings) and (names := getattr(settings, name))
    ]
    return Columns(
        text=text,
        id=single["id"],
        document=single["document"],
        order=single["order"],
        speaker=single["speaker"],
        participant=single["participant"],
        coder=single["coders"],
        codes=several["codes"],
        parents=several["parents"],
        paths=several["paths"],
        participant_attributes=several["participant_attributes"],
        document_attributes=several["document_attributes"],
        notes=tuple(notes),
    )


def _is_named(name: str, settings: TableSettings) -> bool:
    """Say whether a column is asked for, rather than looked for by default."""
    return bool(getattr(settings, name) != TableSettings.model_fields[name].default)
