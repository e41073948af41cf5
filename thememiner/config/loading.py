"""Reading and checking settings; all problems of a file are reported at once."""

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from thememiner.config.settings import Settings
from thememiner.errors import ConfigurationError

S = TypeVar("S", bound=BaseModel)


def read_settings(path: Path | str) -> Settings:
    r"""Read a configuration file in TOML. Settings that it leaves out have their defaults.

    Paths in the file are relative to its folder.

    Raises ``ConfigurationError``, which lists all problems of the file.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "study.toml")
    ...     _ = path.write_text("seed = 7\n[description]\nquotes = 3\n")
    ...     settings = read_settings(path)
    >>> settings.seed, settings.description.quotes, settings.description.keywords
    (7, 3, 10)
    """
    path = Path(path)
    return parse_settings(read_toml(path, what="the configuration"), folder=path.parent, place=str(path))


def parse_settings(given: dict[str, Any], *, folder: Path, place: str | None = None) -> Settings:
    """Return the settings for the values of a TOML file; paths in them are relative to ``folder``.

    Raises ``ConfigurationError``, which lists all problems.
    """
    return validate_settings(given, Settings, folder=folder, place=place)


def read_toml(path: Path, *, what: str) -> dict[str, Any]:
    """Return the values of a TOML file. Raises ``ConfigurationError`` that calls it ``what``."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise ConfigurationError([f"{what} cannot be read ({reason})"], place=str(path)) from error
    except ValueError as error:  # no file can have this path: it contains a NUL character or half a surrogate pair
        raise ConfigurationError([f"{what} cannot have this path"], place=ascii(str(path))) from error
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(["not UTF-8 text; save the file as UTF-8"], place=str(path)) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # RecursionError: thousands of nested brackets
        raise ConfigurationError([f"not valid TOML: {error}"], place=str(path)) from error


def validate_settings(given: dict[str, Any], kind: type[S], *, folder: Path, place: str | None = None) -> S:
    """Return settings of a kind for the values of a TOML file; paths in them are relative to ``folder``.

    Raises ``ConfigurationError``, which lists all problems.
    """
    try:
        return kind.model_validate(given, context={"folder": folder})
    except ValidationError as error:
        problems = [_describe_problem(detail, kind) for detail in error.errors(include_url=False)]
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
    "model_type": "must be a section, written {section}",
    "string_type": "must be text in quotation marks",
    "too_short": "needs at least {min_length}",
    "tuple_type": "must be a name, or a list of names",
    "value_error": "{error}",
}
"""What is allowed, by pydantic's type of error."""


def _describe_problem(detail: ErrorDetails, kind: type[BaseModel]) -> str:
    location = detail["loc"]
    name = _format_location(location)
    if detail["type"] == "extra_forbidden":
        return f"{name}: no such setting.{_suggest_name(location, kind)}"
    if detail["type"] == "missing":
        return f"{name}: is missing"
    is_alone = detail["type"] == "tuple_type" and isinstance(detail["input"], dict)
    section = f"[[{location[0]}]]" if is_alone or len(location) > 1 else f"[{name}]"
    words = ALLOWED.get("model_type" if is_alone else detail["type"], detail["msg"])
    allowed = words.format(**detail.get("ctx", {}), section=section)
    return f"{name}: {allowed}; given: {detail['input']!r}"


def _format_location(location: Sequence[str | int]) -> str:
    """Return the place of an error, such as ``embedding.model`` or, in a list, ``corpus number 2: paths``."""
    place = ""
    for part, before in zip(location, [None, *location], strict=False):
        if isinstance(part, int):
            place += f" number {part + 1}"
        else:
            place += f"{'' if before is None else ': ' if isinstance(before, int) else '.'}{part}"
    return place


def _suggest_name(location: Sequence[str | int], kind: type[BaseModel]) -> str:
    section: type[BaseModel] | None = kind
    for name in [part for part in location[:-1] if isinstance(part, str)]:
        field = section.model_fields.get(name) if section else None
        section = _section(field.annotation) if field else None
    known, last = list(section.model_fields) if section else [], str(location[-1])
    close = difflib.get_close_matches(last, known, n=1)
    if close:
        return f" Did you mean {_format_location([*location[:-1], close[0]])}?"
    elsewhere = [f"{top}.{last}" for top, keys in _sections(kind).items() if last in keys]
    if elsewhere:
        return f" Did you mean {elsewhere[0]}?"
    return f" Known here: {', '.join(known)}." if known else ""


def _sections(kind: type[BaseModel]) -> dict[str, list[str]]:
    sections = {name: field.annotation for name, field in kind.model_fields.items()}
    return {name: list(section.model_fields) for name, section in sections.items() if _is_section(section)}


def _section(annotation: object) -> type[BaseModel] | None:
    """Return the class of a section or of the sections of a list; None for any other setting."""
    return next((kind for kind in (annotation, *get_args(annotation)) if _is_section(kind)), None)


def _is_section(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
