"""Themes that a researcher names beforehand, read from a file: seeds of guided discovery."""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thememiner.errors import ConfigurationError
from thememiner.intake import TABLE_SUFFIXES, all_columns, as_text, read_table
from thememiner.records import code_path

KEYS = ("name", "parent", "description", "quotes")
LIST = "themes"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "theme", "code", "名称", "名稱", "主题", "主題", "编码", "編碼"),
    "parent": ("parent", "上级", "上級"),
    "description": ("description", "definition", "描述", "说明", "說明", "定义", "定義"),
    "quotes": ("quotes", "quote", "引文", "例句"),
}
_QUOTE = ("quote", "引文", "例句")
"""How the columns of a table begin that hold a quote each: ``quote``, ``quote 2``, ``quote 3`` …"""


@dataclass(frozen=True, slots=True)
class SeedTheme:
    """A theme named beforehand, and what is known of it."""

    name: str
    parent: str | None = None
    """The theme above it, if it is a sub-theme."""
    description: str = ""
    quotes: tuple[str, ...] = ()
    """What somebody could say, or did say, that belongs to it."""

    @property
    def path(self) -> str:
        """Return what tells it from all others: ``parent > name``, or its name alone."""
        return code_path(*([self.parent] if self.parent else []), self.name)


def read_seed_themes(path: Path) -> tuple[SeedTheme, ...]:
    """Read seed themes, in their order, from a TOML file or a table (csv, tsv, xlsx, jsonl).

    TOML has ``[[themes]]`` with ``name``, and if wanted ``parent``, ``description`` and ``quotes`` (a list). A table
    has columns of these names and a theme a row; each column whose name begins with ``quote`` holds a quote.

    Raises ``ConfigurationError`` with every problem of the file at once, and what ``read_table`` raises.
    """
    entries, problems = _of_table(path) if path.suffix.lower() in TABLE_SUFFIXES else _of_toml(path)
    seeds = []
    for place, entry in entries:
        wrong = list(_wrong(entry))
        problems += [f"{place}: {problem}" for problem in wrong]
        if not wrong:
            seeds.append(_seed(entry))
    problems += [f"{count} themes are called {name}; each needs a name of its own" for name, count in _twice(seeds)]
    if not entries and not problems:
        problems.append("has no theme; a seed theme needs at least a name")
    if problems:
        raise ConfigurationError(problems, place=path.name)
    return tuple(seeds)


def _of_toml(path: Path) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    try:
        given = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ConfigurationError([f"the seed themes cannot be read ({reason})"], place=path.name) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(["not UTF-8 text; save the file as UTF-8"], place=path.name) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the second: brackets in brackets, thousands deep
        raise ConfigurationError([f"not valid TOML: {error}"], place=path.name) from error
    problems = [f"{key}: no such key; themes are written under [[{LIST}]]" for key in given if key != LIST]
    themes = given.get(LIST, [])
    if not isinstance(themes, list) or not all(isinstance(theme, dict) for theme in themes):
        return [], [*problems, f"{LIST} must be a list of tables, each written under [[{LIST}]]"]
    return [(f"theme {number}", theme) for number, theme in enumerate(themes, 1)], problems


def _of_table(path: Path) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    table = read_table(path, place=path.name)
    columns = {key: all_columns(table.columns, names)[:1] for key, names in _COLUMNS.items()}
    quotes = tuple(dict.fromkeys([*columns.pop("quotes"), *(c for c in table.columns if c.lower().startswith(_QUOTE))]))
    known = {column for found in columns.values() for column in found} | set(quotes)
    problems = [f"the column {column} is not known.{_near(column)}" for column in table.columns if column not in known]
    entries: list[tuple[str, Mapping[str, Any]]] = []
    for row, line in zip(table.rows, table.lines, strict=True):
        entry: dict[str, Any] = {
            key: text for key, found in columns.items() if found and (text := as_text(row[found[0]]))
        }
        texts = [text for column in quotes for text in _texts(row[column])]
        entries.append((f"line {line}", {**entry, **({"quotes": texts} if texts else {})}))
    return entries, problems


def _texts(cell: str | list[str] | None) -> list[str]:
    return [cell] if isinstance(cell, str) else cell or []


def _wrong(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a theme."""
    for key in entry:
        if key not in KEYS:
            yield f"{key}: no such key.{_near(key)}"
    name = entry.get("name", "")
    if not isinstance(name, str) or not name.strip():
        yield "has no name"
    for key in ("parent", "description"):
        if not isinstance(entry.get(key, ""), str):
            yield f"{key} must be text in quotation marks"
    quotes = entry.get("quotes", [])
    if not isinstance(quotes, list) or not all(isinstance(quote, str) and quote.strip() for quote in quotes):
        yield "quotes must be a list of texts"


def _seed(entry: Mapping[str, Any]) -> SeedTheme:
    name, parent, description = (" ".join(entry.get(key, "").split()) for key in KEYS[:3])
    return SeedTheme(name, parent or None, description, tuple(quote.strip() for quote in entry.get("quotes", [])))


def _twice(seeds: Sequence[SeedTheme]) -> list[tuple[str, int]]:
    counts = Counter(seed.path.casefold() for seed in seeds)
    first = {seed.path.casefold(): seed.path for seed in reversed(seeds)}
    return [(first[path], count) for path, count in counts.items() if count > 1]


def _near(key: str) -> str:
    close = difflib.get_close_matches(key.lower(), KEYS, n=1)
    return f" Did you mean {close[0]}?" if close else f" Known: {', '.join(KEYS)}."
