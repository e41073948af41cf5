"""A TOML file becomes settings, or the list of everything that is wrong with it."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from thememiner.config.settings import Settings
from thememiner.errors import ConfigurationError


def read_settings(path: Path | str) -> Settings:
    """Read a configuration file.

    Paths inside it are relative to its own folder.

    Raises ``ConfigurationError`` with every problem of the file at once.
    """
    path = Path(path)
    try:
        given = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ConfigurationError([f"the configuration cannot be read ({reason})"], place=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(["not UTF-8 text; save the file as UTF-8"], place=str(path)) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the second: brackets in brackets, thousands deep
        raise ConfigurationError([f"not valid TOML: {error}"], place=str(path)) from error
    return settings_from(given, folder=path.parent, place=str(path))


def settings_from(given: dict[str, Any], *, folder: Path, place: str | None = None) -> Settings:
    """Check values as a TOML file gives them and return settings; ``folder`` is where relative paths start."""
    try:
        return Settings.model_validate(given, context={"folder": folder})
    except ValidationError as error:
        problems = [_problem(detail) for detail in error.errors(include_url=False)]
        raise ConfigurationError(problems, place=place) from error


ALLOWED = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "model_type": "must be a section, written [{name}]",
    "string_type": "must be text in quotation marks",
    "tuple_type": "must be a name, or a list of names",
    "value_error": "{error}",
}
"""What is allowed, in words, by the kind of mistake."""


def _problem(detail: ErrorDetails) -> str:
    names = [str(part) for part in detail["loc"]]
    name = ".".join(names)
    if detail["type"] == "extra_forbidden":
        return f"{name}: no such setting.{_suggestion(names)}"
    allowed = ALLOWED.get(detail["type"], detail["msg"]).format(**detail.get("ctx", {}), name=name)
    return f"{name}: {allowed}; given: {detail['input']!r}"


def _suggestion(names: list[str]) -> str:
    section: type[BaseModel] | None = Settings
    for name in names[:-1]:
        field = section.model_fields.get(name) if section else None
        section = field.annotation if field and isinstance(field.annotation, type) else None
    known = list(section.model_fields) if section else []
    close = difflib.get_close_matches(names[-1], known, n=1)
    if close:
        return f" Did you mean {'.'.join([*names[:-1], close[0]])}?"
    elsewhere = [f"{top}.{names[-1]}" for top, keys in _sections().items() if names[-1] in keys]
    if elsewhere:
        return f" Did you mean {elsewhere[0]}?"
    return f" Known here: {', '.join(known)}."


def _sections() -> dict[str, list[str]]:
    sections = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {
        name: list(a.model_fields) for name, a in sections.items() if isinstance(a, type) and issubclass(a, BaseModel)
    }
