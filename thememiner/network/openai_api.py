"""Requests to an OpenAI-compatible server: the key, one retry, and Ollama's cloud models."""

import os
import time
from collections.abc import Mapping

from thememiner.config import Permissions
from thememiner.errors import UsageError
from thememiner.network.client import KEY_VARIABLE, Answer, Connection

CLOUD = "ollama.com"
OK = 200
FIRST_SERVER_ERROR = 500

_SECONDS_BEFORE_RETRY = 0.5


def read_server_key() -> str:
    """Return the key for the server from the environment; empty if it is not set."""
    return os.environ.get(KEY_VARIABLE, "").strip()


def post_json(connection: Connection, path: str, body: Mapping[str, object]) -> Answer:
    """Send a body as JSON and return the answer; retry once after a server error.

    Raises ``ModelError`` if there is no answer.
    """
    answer = connection.post(path, body)
    if answer.status >= FIRST_SERVER_ERROR:
        time.sleep(_SECONDS_BEFORE_RETRY)
        answer = connection.post(path, body)
    return answer


def refuse_cloud_model(model: str, permissions: Permissions, *, sent: str, place: str) -> None:
    """Raise ``UsageError`` if Ollama would compute a model in its cloud, unless ``permissions`` allow it.

    Ollama marks such models by a tag that ends in ``cloud``. ``sent`` says what would be sent; ``place`` is the setting
    that names the model.
    """
    name, _, tag = model.rpartition(":")
    if name and tag.lower().endswith("cloud") and permissions.send_text_to.lower() != CLOUD:
        raise UsageError(
            f"Ollama computes the model {model} at {CLOUD}, and {sent} would be sent there.",
            place=place,
            remedy=f"Use a model that runs on this machine, or allow it for this call: --send-text-to {CLOUD}",
        )
