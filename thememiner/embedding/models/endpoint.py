"""Vectors from a model behind an OpenAI-compatible address, such as Ollama or llama.cpp on this machine."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from thememiner.config import Permissions
from thememiner.embedding.encoders import OnBatch, validate_vectors
from thememiner.errors import ModelError
from thememiner.network import (
    FIRST_SERVER_ERROR,
    KEY_VARIABLE,
    OK,
    Connection,
    post_json,
    open_connection,
    refuse_cloud_model,
    read_server_key,
)
from thememiner.storage import VectorCache, namespace_key, text_key

TEXTS_PER_REQUEST = 64
PROBE = "The bus was late again, so we walked home along the river and talked."
"""An invented sentence, by whose vector another model behind the same name gives itself away."""
MIN_SAME_COSINE = 0.999
"""Least cosine of two vectors of one text by one model: rounding and batches change less, other weights more."""

NO_PERMISSIONS = Permissions()

_TOO_LONG = (
    "it refused the texts; perhaps one is longer than the model takes.",
    "Lower segmentation.max_words, or start the server with more room (llama.cpp: --ctx-size and --ubatch-size).",
)
_NO_ENTRY = ("it wants a key, or another one.", f"Set the environment variable {KEY_VARIABLE}.")
_ELSEWHERE = (
    "it sends elsewhere, which is not followed.",
    "Give the address that it sends to, if it is to be trusted.",
)
_REFUSALS = {
    **dict.fromkeys((301, 302, 303, 307, 308), _ELSEWHERE),
    **dict.fromkeys((400, 413, 422), _TOO_LONG),
    **dict.fromkeys((401, 403), _NO_ENTRY),
    429: ("it has too much to do.", "Try again later."),
}


class EndpointEncoder:
    """Encode texts with the model that a server knows by a name.

    Texts go out in batches of 64, sorted by length, as ``POST url/embeddings``. How texts longer than the model's
    window are read is the server's own matter, and so is whether a vector depends on its batch.

    Parameters
    ----------
    url : the address with its version, as in ``http://127.0.0.1:11434/v1``.
    model : the name that the server knows.
    prompt : put before every text.
    permissions : another machine than this one must be named here.

    Attributes
    ----------
    windows_ : 1 for each text of the last call, since the server does not tell.

    """

    def __init__(self, url: str, model: str, *, prompt: str = "", permissions: Permissions = NO_PERMISSIONS) -> None:
        self.url = url
        self.model = model
        self.prompt = prompt
        self.permissions = permissions
        self.windows_ = np.ones(0, dtype=np.int64)
        self._dimensions = 0

    @property
    def identity(self) -> Mapping[str, str | int]:
        """What is known of the model: its name and the prompt. ``refuse_changed`` sees to the rest."""
        return {"model": self.model, "endpoint": "openai-compatible", "prompt": self.prompt}

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions), in the order of the texts.

        Without texts nothing is asked, and there are no dimensions.

        Raises ``UsageError`` if text may not be sent there, and ``ModelError`` if nobody answers, the model is
        unknown, or the answer is anything but one vector of numbers for each text, all of one length.
        """
        refuse_cloud_model(self.model, self.permissions, sent="the text of every unit", place="embedding.model")
        order = sorted(range(len(texts)), key=lambda index: (len(texts[index]), texts[index]))
        parts: list[npt.NDArray[np.float32]] = []
        with open_connection(self.url, permissions=self.permissions, key=read_server_key()) as connection:
            for first in range(0, len(order), TEXTS_PER_REQUEST):
                batch = [self.prompt + texts[index] for index in order[first : first + TEXTS_PER_REQUEST]]
                parts.append(self._vectors(connection, batch))
                if on_batch:
                    on_batch(first + len(batch), len(texts))
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        if parts:
            vectors[order] = np.vstack(parts)
        self.windows_ = np.ones(len(texts), dtype=np.int64)
        return vectors

    def refuse_changed(self, cache: VectorCache) -> None:
        """Make sure that the cache's vectors are of the model that is behind the name now.

        One fixed sentence is encoded afresh and compared with its vector in the cache; a cache without it learns it.

        Raises ``ModelError`` if the model answers otherwise than when the cache was made.
        """
        namespace, key = namespace_key(probe=PROBE, **self.identity), text_key(PROBE)
        now = self.encode([PROBE])
        before, found = cache.get(namespace, [key])
        if not found.all():
            cache.put(namespace, [key], now)
        elif before.shape != now.shape or float(before[0] @ now[0]) < MIN_SAME_COSINE:
            raise ModelError(
                f"the model {self.model} answers otherwise than when the cache of vectors was made.",
                place=self.url,
                remedy="If it was replaced on purpose: thememiner cache clear. Otherwise name the model that was used.",
            )

    def _vectors(self, connection: Connection, texts: list[str]) -> npt.NDArray[np.float32]:
        answer = self._answer(connection, texts)
        try:
            listed = {entry["index"]: entry["embedding"] for entry in json.loads(answer)["data"]}
            given = [listed.pop(index) for index in range(len(texts))]
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise self._wrong("the server's answer is not a list with a vector for each text.") from error
        vectors = validate_vectors(given, len(texts), place=self.url)
        if listed or not vectors.any(axis=1).all():
            raise self._wrong(f"the model {self.model} gave vectors for nothing, or of nothing but zeros.")
        if vectors.shape[1] != (self._dimensions or vectors.shape[1]):
            both = f"{self._dimensions} and of {vectors.shape[1]} dimensions"
            raise self._wrong(f"the model {self.model} gave vectors of {both}; it may have been replaced meanwhile.")
        self._dimensions = vectors.shape[1]
        return vectors

    def _wrong(self, what: str) -> ModelError:
        remedy = "See that the address ends as the server's for OpenAI does (…/v1), and that the model makes vectors."
        return ModelError(what, place=self.url, remedy=remedy)

    def _answer(self, connection: Connection, texts: list[str]) -> bytes:
        """Return the body of a good answer."""
        answer = post_json(connection, "/embeddings", {"model": self.model, "input": texts})
        if answer.status == OK:
            return answer.content
        if answer.status >= FIRST_SERVER_ERROR:
            what = "it failed twice."
            remedy = "See what it reports itself. llama.cpp fails so on texts longer than its --ubatch-size."
        else:
            unknown = f"there is no model {self.model}, or nothing that makes vectors."
            known = "Give the model's name as the server lists it, and the address with its version (…/v1)."
            what, remedy = _REFUSALS.get(answer.status, (unknown, known))
        raise ModelError(f"the server answers {answer.status}: {what}", place=self.url, remedy=remedy)
