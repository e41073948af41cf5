"""Seed themes: themes that a researcher defines before discovery, read from a file."""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thememiner.errors import ConfigurationError
from thememiner.intake import TABLE_SUFFIXES, cell_to_text, find_columns, read_table
from thememiner.records import code_path

_OF_INTERVIEW_GUIDES = frozenset({".docx", ".odt", ".pdf", ".md"})
"""Endings of files that hold no seed themes, but may hold an interview guide."""
_KEYS = ("name", "parent", "description", "quotes")
_LIST_KEY = "themes"
_COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "theme", "code", "名称", "名稱", "主题", "主題", "编码", "編碼"),
    "parent": ("parent", "上级", "上級"),
    "description": ("description", "definition", "描述", "说明", "說明", "定义", "定義"),
    "quotes": ("quotes", "quote", "引文", "例句"),
}
_QUOTE_PREFIXES = ("quote", "引文", "例句")
"""Beginnings of the names of columns with one quote each: ``quote``, ``quote 2``, ``quote 3`` …"""


@dataclass(frozen=True, slots=True)
class SeedTheme:
    """A theme that is defined before discovery."""

    name: str
    parent: str | None = None
    """The theme above it, if it is a sub-theme."""
    description: str = ""
    quotes: tuple[str, ...] = ()
    """Example statements that belong to the theme, invented or quoted."""

    @property
    def path(self) -> str:
        """Its id: ``parent > name``, or the name alone."""
        return code_path(*([self.parent] if self.parent else []), self.name)


def read_seed_themes(path: Path) -> tuple[SeedTheme, ...]:
    """Read seed themes, in their order, from a TOML file or a table (csv, tsv, xlsx, jsonl).

    TOML has ``[[themes]]`` with ``name`` and, optionally, ``parent``, ``description`` and ``quotes`` (a list). A table
    has columns of these names and one theme per row; each column whose name begins with ``quote`` holds a quote.

    Raises ``ConfigurationError`` with every problem of the file at once, and what ``read_table`` raises.
    """
    is_table = path.suffix.lower() in TABLE_SUFFIXES
    if path.suffix.lower() in _OF_INTERVIEW_GUIDES:
        problem = "holds no seed themes, which are .toml or a table; an interview guide is given with --guide-questions"
        raise ConfigurationError([problem], place=path.name)
    entries, problems = _read_table_entries(path) if is_table else _read_toml_entries(path)
    seeds = []
    for place, entry in entries:
        faults = list(_find_faults(entry))
        problems += [f"{place}: {fault}" for fault in faults]
        if not faults:
            seeds.append(_make_seed_theme(entry))
    problems += [f"{count} themes are called {name}; names must be unique" for name, count in _find_duplicates(seeds)]
    if not entries and not problems:
        problems.append("has no theme; a seed theme needs at least a name")
    if problems:
        raise ConfigurationError(problems, place=path.name)
    return tuple(seeds)


def _read_toml_entries(path: Path) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    try:
        given = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ConfigurationError([f"the seed themes cannot be read ({reason})"], place=path.name) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(["not UTF-8 text; save the file as UTF-8"], place=path.name) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # RecursionError: thousands of nested brackets
        raise ConfigurationError([f"not valid TOML: {error}"], place=path.name) from error
    problems = [f"{key}: unknown key; themes are written under [[{_LIST_KEY}]]" for key in given if key != _LIST_KEY]
    themes = given.get(_LIST_KEY, [])
    if not isinstance(themes, list) or not all(isinstance(theme, dict) for theme in themes):
        return [], [*problems, f"{_LIST_KEY} must be a list of tables, each written under [[{_LIST_KEY}]]"]
    return [(f"theme {number}", theme) for number, theme in enumerate(themes, 1)], problems


def _read_table_entries(path: Path) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    table = read_table(path, place=path.name)
    columns = {key: find_columns(table.columns, names)[:1] for key, names in _COLUMN_NAMES.items()}
    quotes = tuple(
        dict.fromkeys([*columns.pop("quotes"), *(c for c in table.columns if c.lower().startswith(_QUOTE_PREFIXES))])
    )
    known = {column for found in columns.values() for column in found} | set(quotes)
    problems = [
        f"the column {column} is unknown.{_suggest_key(column)}" for column in table.columns if column not in known
    ]
    entries: list[tuple[str, Mapping[str, Any]]] = []
    for row, line in zip(table.rows, table.lines, strict=True):
        entry: dict[str, Any] = {
            key: text for key, found in columns.items() if found and (text := cell_to_text(row[found[0]]))
        }
        texts = [text for column in quotes for text in _list_texts(row[column])]
        entries.append((f"line {line}", {**entry, **({"quotes": texts} if texts else {})}))
    return entries, problems


def _list_texts(cell: str | list[str] | None) -> list[str]:
    return [cell] if isinstance(cell, str) else cell or []


def _find_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the faults of an entry."""
    for key in entry:
        if key not in _KEYS:
            yield f"{key}: unknown key.{_suggest_key(key)}"
    name = entry.get("name", "")
    if not isinstance(name, str) or not name.strip():
        yield "has no name"
    for key in ("parent", "description"):
        if not isinstance(entry.get(key, ""), str):
            yield f"{key} must be text in quotation marks"
    quotes = entry.get("quotes", [])
    if not isinstance(quotes, list) or not all(isinstance(quote, str) and quote.strip() for quote in quotes):
        yield "quotes must be a list of texts"


def _make_seed_theme(entry: Mapping[str, Any]) -> SeedTheme:
    name, parent, description = (" ".join(entry.get(key, "").split()) for key in _KEYS[:3])
    return SeedTheme(name, parent or None, description, tuple(quote.strip() for quote in entry.get("quotes", [])))


def _find_duplicates(seeds: Sequence[SeedTheme]) -> list[tuple[str, int]]:
    counts = Counter(seed.path.casefold() for seed in seeds)
    first = {seed.path.casefold(): seed.path for seed in reversed(seeds)}
    return [(first[path], count) for path, count in counts.items() if count > 1]


def _suggest_key(key: str) -> str:
    close = difflib.get_close_matches(key.lower(), _KEYS, n=1)
    return f" Did you mean {close[0]}?" if close else f" Known: {', '.join(_KEYS)}."
