"""Asking a language model for the name of every theme; whatever goes wrong, key phrases stay the name."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from thememiner.config import NamingSettings, Permissions
from thememiner.description.language_model.checking import name_in, objection
from thememiner.description.language_model.prompts import language_for, question
from thememiner.errors import ModelError, UsageError
from thememiner.loopback import (
    OK,
    Connection,
    allowed_address,
    ask,
    connected,
    refuse_cloud,
    refuse_unusable_key,
    server_key,
)
from thememiner.records import Note, Theme
from thememiner.storage import AnswerCache

PATIENCE = 60.0
"""Seconds to wait for a name; a server may first have to load its model."""

NOTHING_PERMITTED = Permissions()


@dataclass(frozen=True, slots=True)
class Named:
    """Themes with the names that a language model gave, and how it came to them."""

    themes: tuple[Theme, ...]
    record: Mapping[str, object]
    """Ready for JSON: the model, and for each theme what was asked, what was answered, verbatim, and, where the key
    phrases stayed the name, why. Empty if no model is named."""
    notes: tuple[Note, ...]
    """How many names are key phrases all the same, and why."""


def refuse_unusable_namer(settings: NamingSettings, permissions: Permissions = NOTHING_PERMITTED) -> None:
    """Make sure that the settings name a model, one that quotes may be sent to, with a usable key; no server is asked.

    Raises ``UsageError``.
    """
    if not settings.endpoint:
        if settings.model:
            remedy = "Set naming.endpoint to the address of its server, or remove naming.model."
            raise UsageError("a model for names needs a server.", place="naming.model", remedy=remedy)
        return
    if not settings.model:
        remedy = "Set naming.model to the name that the server knows."
        raise UsageError("the server needs the name of a model.", place="naming.endpoint", remedy=remedy)
    refuse_cloud(settings.model, permissions, sent="quotes of every theme", place="naming.model")
    allowed_address(settings.endpoint, permissions)
    refuse_unusable_key(server_key())


def name_by_model(
    themes: Sequence[Theme],
    *,
    settings: NamingSettings,
    seed: int,
    permissions: Permissions = NOTHING_PERMITTED,
    patience: float = PATIENCE,
    cache: AnswerCache | None = None,
) -> Named:
    """Give themes and their sub-themes the names that a language model proposes from key phrases and quotes.

    Without ``settings.endpoint`` nothing is asked and nothing changes. A name that is none, or that is taken by a
    theme before it, is not used. A server that cannot be reached, or refuses, is asked no more. In each of these cases
    the name that a theme has stays. ``patience`` is in seconds.

    Raises ``UsageError`` if the settings name no model, or one that text may not be sent to.
    """
    if not settings.endpoint and not settings.model:
        return Named(tuple(themes), {}, ())
    refuse_unusable_namer(settings, permissions)
    kept = (cache or AnswerCache()) if settings.cache else None
    with connected(settings.endpoint, permissions=permissions, key=server_key(), patience=patience) as connection:
        namer = _Namer(settings, seed, connection, kept, {one.name.casefold() for one in _all(themes)})
        named = tuple(namer.called(theme) for theme in themes)
    record = {"model": settings.model, "endpoint": "openai-compatible", "names": namer.asked}
    return Named(named, record, _notes(namer.asked))


class _Namer:
    """Asks for one name after the other, and puts down what was asked and answered."""

    def __init__(
        self,
        settings: NamingSettings,
        seed: int,
        connection: Connection,
        cache: AnswerCache | None,
        taken: set[str],
    ) -> None:
        self.asked: list[dict[str, object]] = []
        self._settings = settings
        self._seed = seed
        self._connection = connection
        self._cache = cache
        self._taken = taken
        self._gave_up = ""

    def called(self, theme: Theme) -> Theme:
        """Return a theme, and those below it, by the names that the model gives."""
        name = self._name(theme)
        return replace(theme, name=name, subthemes=tuple(self.called(below) for below in theme.subthemes))

    def _name(self, theme: Theme) -> str:
        language = language_for(theme, self._settings.language)
        phrases = dict.fromkeys([theme.name, *(below.name for below in theme.subthemes), *theme.keywords])
        asked = question(theme, list(phrases), language, model=self._settings.model, seed=self._seed)
        answer, problem = self._answer(asked)
        name = "" if answer is None else name_in(answer)
        if answer is not None:
            own = theme.name.casefold()
            against = objection(name, language, self._taken - {own})
            problem = f"the answer {against}" if against else None
            if not against:
                self._taken = (self._taken - {own}) | {name.casefold()}
        self.asked.append({"theme_id": theme.theme_id, "question": asked, "answer": answer, "not_used": problem})
        return theme.name if problem else name

    def _answer(self, asked: Mapping[str, object]) -> tuple[str | None, str | None]:
        """Return an answer, from the cache or the server, or why there is none."""
        known = self._cache.get(asked) if self._cache else None
        if known is not None:
            return known, None
        if self._gave_up:
            return None, self._gave_up
        try:
            answer = _content(self._connection, asked)
        except ModelError as error:
            self._gave_up = error.what.rstrip(".")
            return None, self._gave_up
        if self._cache:
            self._cache.put(asked, answer)
        return answer, None


def _content(connection: Connection, asked: Mapping[str, object]) -> str:
    """Return what the model says. Raises ``ModelError`` if the server does not answer as it should."""
    answer = ask(connection, "/chat/completions", asked)
    if answer.status != OK:
        raise ModelError(f"the server answers {answer.status}.", place=connection.address)
    try:
        content = json.loads(answer.content)["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        raise ModelError("the server's answer is no chat completion.", place=connection.address) from error
    if not isinstance(content, str):
        raise ModelError("the server's answer is no text.", place=connection.address)
    return content.encode("utf-8", "replace").decode()  # half a surrogate pair could not be saved


def _all(themes: Sequence[Theme]) -> Iterator[Theme]:
    for theme in themes:
        yield theme
        yield from _all(theme.subthemes)


def _notes(asked: Sequence[Mapping[str, object]]) -> tuple[Note, ...]:
    reasons = [str(one["not_used"]) for one in asked if one["not_used"]]
    if not reasons:
        return ()
    told = "; ".join(f"{reasons.count(reason):,}: {reason}" for reason in sorted(set(reasons)))
    text = f"Of {len(asked):,} names of themes, {len(reasons):,} are key phrases, not the language model's ({told})."
    return (Note("naming.endpoint", text),)
