"""Records as JSON and back: readable, the same bytes for the same content, and no value that JSON does not know."""

import dataclasses
import json
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


def plain(value: object) -> object:
    """Return records and mappings as dictionaries and sequences as lists, all the way down, in their own order."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def to_json(value: object) -> bytes:
    """Return a record, or plain values that hold records, as indented UTF-8 JSON with a line end.

    Raises ``ValueError`` for a number that is none (NaN, infinity) and ``TypeError`` for what JSON cannot hold.
    """
    return (json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def from_json(data: bytes, kind: type[T]) -> T:
    """Return what ``to_json`` wrote as a record of the type given. Raises ``ValueError`` if it is something else."""
    found: T = _adapter(cast("Hashable", kind)).validate_json(data)
    return found


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", kind))  # making one takes most of the time of reading a small file
