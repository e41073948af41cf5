"""Encode texts with a model on an OpenAI-compatible server, such as Ollama or llama.cpp on this machine."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from thememiner.config import Permissions
from thememiner.embedding.encoders import OnBatch, to_text_list, validate_vectors
from thememiner.errors import ModelError
from thememiner.network import (
    FIRST_SERVER_ERROR,
    KEY_VARIABLE,
    OK,
    Connection,
    open_connection,
    post_json,
    read_server_key,
    refuse_cloud_model,
)
from thememiner.storage import VectorCache, namespace_key, text_key

TEXTS_PER_REQUEST = 64
PROBE = "The bus was late again, so we walked home along the river and talked."
"""An invented sentence. If its vector changes, the server has another model under the same name."""
MIN_SAME_COSINE = 0.999
"""Least cosine of two vectors of one text by one model. Rounding and batches change less, other weights change more."""

NO_PERMISSIONS = Permissions()

_TOO_LONG = (
    "it refused the texts; perhaps one is longer than the model takes.",
    "Lower segmentation.max_words, or start the server with more room (llama.cpp: --ctx-size and --ubatch-size).",
)
_UNAUTHORISED = ("it requires a key, or another key.", f"Set the environment variable {KEY_VARIABLE}.")
_REDIRECTED = (
    "it redirects to another address, which is not followed.",
    "Give the new address, if you trust it.",
)
_REFUSALS = {
    **dict.fromkeys((301, 302, 303, 307, 308), _REDIRECTED),
    **dict.fromkeys((400, 413, 422), _TOO_LONG),
    **dict.fromkeys((401, 403), _UNAUTHORISED),
    429: ("it is too busy.", "Try again later."),
}


class EndpointEncoder:
    """Encode texts with a model of a server.

    Texts are sent in batches of 64, sorted by length, as ``POST url/embeddings``. The server decides how texts longer
    than the model's window are read, and whether a vector depends on its batch.

    Parameters
    ----------
    url : the address with its version, as in ``http://127.0.0.1:11434/v1``.
    model : the server's name of the model.
    prompt : text before every text.
    permissions : must name the server unless it is on this machine.

    Attributes
    ----------
    windows_ : 1 for each text of the last call, because the server does not report windows.

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
        """What is known of the model: its name and the prompt. ``refuse_changed`` detects other weights."""
        return {"model": self.model, "endpoint": "openai-compatible", "prompt": self.prompt}

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions), in the order of the texts.

        Without texts no request is sent, and the shape is (0, 0).

        Raises ``UsageError`` if text may not be sent to this server, and ``ModelError`` if there is no answer, the
        model is unknown, or the answer is anything but one vector of numbers for each text, all of one length.
        """
        texts = to_text_list(texts)
        refuse_cloud_model(self.model, self.permissions, sent="the text of every unit", place="embedding.model")
        order = sorted(range(len(texts)), key=lambda index: (len(texts[index]), texts[index]))
        parts: list[npt.NDArray[np.float32]] = []
        with open_connection(self.url, permissions=self.permissions, key=read_server_key()) as connection:
            for first in range(0, len(order), TEXTS_PER_REQUEST):
                batch = [self.prompt + texts[index] for index in order[first : first + TEXTS_PER_REQUEST]]
                parts.append(self._request_vectors(connection, batch))
                if on_batch:
                    on_batch(first + len(batch), len(texts))
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        if parts:
            vectors[order] = np.vstack(parts)
        self.windows_ = np.ones(len(texts), dtype=np.int64)
        return vectors

    def refuse_changed(self, cache: VectorCache) -> None:
        """Refuse a model that is not the one whose vectors the cache has under this name.

        One fixed sentence is encoded again and compared with its vector in the cache, which is added if it is missing.

        Raises ``ModelError`` if the two vectors differ by more than rounding.
        """
        namespace, key = namespace_key(probe=PROBE, **self.identity), text_key(PROBE)
        now = self.encode([PROBE])
        before, found = cache.get(namespace, [key])
        if not found.all():
            cache.put(namespace, [key], now)
        elif before.shape != now.shape or float(before[0] @ now[0]) < MIN_SAME_COSINE:
            raise ModelError(
                f"the model {self.model} gives other vectors than when the cache of vectors was made.",
                place=self.url,
                remedy="If it was replaced on purpose: thememiner cache clear. Otherwise name the model that was used.",
            )

    def _request_vectors(self, connection: Connection, texts: list[str]) -> npt.NDArray[np.float32]:
        answer = self._request(connection, texts)
        try:
            by_index = {entry["index"]: entry["embedding"] for entry in json.loads(answer)["data"]}
            rows = [by_index.pop(index) for index in range(len(texts))]
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise self._invalid_answer("the server's answer is not a list with a vector for each text.") from error
        vectors = validate_vectors(rows, len(texts), place=self.url)
        if by_index or not vectors.any(axis=1).all():
            raise self._invalid_answer(f"the model {self.model} gave too many vectors, or a vector of zeros.")
        if vectors.shape[1] != (self._dimensions or vectors.shape[1]):
            both = f"{self._dimensions} and of {vectors.shape[1]} dimensions"
            raise self._invalid_answer(
                f"the model {self.model} gave vectors of {both}; it may have been replaced in between."
            )
        self._dimensions = vectors.shape[1]
        return vectors

    def _invalid_answer(self, what: str) -> ModelError:
        remedy = (
            "Check that the address ends like the server's address for OpenAI clients (…/v1), and that this is an "
            "embedding model."
        )
        return ModelError(what, place=self.url, remedy=remedy)

    def _request(self, connection: Connection, texts: list[str]) -> bytes:
        """Return the body of a successful answer."""
        answer = post_json(connection, "/embeddings", {"model": self.model, "input": texts})
        if answer.status == OK:
            return answer.content
        if answer.status >= FIRST_SERVER_ERROR:
            what = "it failed twice."
            remedy = "See the server's own messages. llama.cpp fails like this on texts longer than its --ubatch-size."
        else:
            unknown = f"it has no model {self.model}, or that is not an embedding model."
            known = "Give the model's name as the server lists it, and the address with its version (…/v1)."
            what, remedy = _REFUSALS.get(answer.status, (unknown, known))
        raise ModelError(f"the server answers {answer.status}: {what}", place=self.url, remedy=remedy)
