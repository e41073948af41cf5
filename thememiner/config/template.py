"""Settings as a commented TOML file, generated from their declarations."""

import json
import textwrap
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from thememiner.config.settings import Settings

WIDTH = 100
_NO_BREAK = "\x1f"
"""Stands for a space inside a value, where no line may end."""


def settings_to_toml(settings: Settings | None = None) -> str:
    """Return settings, by default the default settings, as TOML with a comment for every key.

    Reading the text gives the same settings. A setting without a value is written as a comment.
    """
    settings = settings or Settings()
    top, sections = [], []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            sections.append(_section(name, value))
        else:
            top.append(_setting(name, value, field))
    return "\n".join(["# Configuration of ThemeMiner. Every setting may be left out.\n", *top, *sections])


def _section(name: str, section: BaseModel) -> str:
    fields = type(section).model_fields
    body = "\n".join(_setting(key, getattr(section, key), field) for key, field in fields.items())
    return f"\n{_comment(type(section).__doc__ or '')}[{name}]\n{body}"


def _setting(name: str, value: object, field: FieldInfo) -> str:
    comment = _comment(field.description or "")
    return f"{comment}# {name} =\n" if value is None else f"{comment}{name} = {_value(value)}\n"


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, WIDTH - 2))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return _list([_value(item) for item in value])
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False)
    return str(value)


def _list(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    if len(line) <= WIDTH - 20:
        return line
    whole = ", ".join(item.replace(" ", _NO_BREAK) for item in items)
    lines = textwrap.wrap(whole, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return "[\n" + "\n".join(f"    {line}".replace(_NO_BREAK, " ") for line in lines) + ",\n]"
