"""What all models behind an OpenAI-compatible address have in common: a key, a second chance, and Ollama's cloud."""

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


def server_key() -> str:
    """Return the key for the server from the environment, empty if there is none."""
    return os.environ.get(KEY_VARIABLE, "").strip()


def ask(connection: Connection, path: str, body: Mapping[str, object]) -> Answer:
    """Return the answer to a body sent as JSON; a server's error is given a second chance.

    Raises ``ModelError`` if there is no answer.
    """
    answer = connection.post(path, body)
    if answer.status >= FIRST_SERVER_ERROR:
        time.sleep(_SECONDS_BEFORE_RETRY)
        answer = connection.post(path, body)
    return answer


def refuse_cloud(model: str, permissions: Permissions, *, sent: str, place: str) -> None:
    """Refuse the models that Ollama on this machine passes on; it marks them by ``cloud`` at the end of the tag.

    ``sent`` says what would be sent; ``place`` is the setting that names the model. Raises ``UsageError``.
    """
    name, _, tag = model.rpartition(":")
    if name and tag.lower().endswith("cloud") and permissions.send_text_to.lower() != CLOUD:
        raise UsageError(
            f"Ollama computes the model {model} at {CLOUD}, and {sent} would be sent there.",
            place=place,
            remedy=f"Use a model that runs on this machine, or allow it for this call: --send-text-to {CLOUD}",
        )
