"""Asking a server: no redirects, no proxies, no waiting for nobody, and no endless answers."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.config import Permissions
from thememiner.errors import ModelError, UsageError
from thememiner.loopback.addresses import NOTHING_ALLOWED, allowed_address

if TYPE_CHECKING:
    import httpx

KEY_VARIABLE = "THEMEMINER_ENDPOINT_KEY"
SECONDS_TO_CONNECT = 3.0
SECONDS_TO_ANSWER = 600.0
"""A server may first have to load its model."""
LARGEST_ANSWER = 64 * 2**20
"""In bytes; 64 vectors of 8,192 dimensions are about 12 MB."""
_NUMBERS = re.compile(r"\[[^]]*\]\s*|\s*\(_ssl\.c:\d+\)")
"""What systems put around their reasons, as in "[Errno 111] Connection refused"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: HTTP status and body."""

    status: int
    content: bytes


class Connection:
    """A connection to one server that may be spoken to; made by ``connected``."""

    def __init__(self, client: "httpx.Client", address: str) -> None:
        self.address = address
        self._client = client

    def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Send a body as JSON to a path below the address.

        Raises ``ModelError`` if nobody answers, or not in time, or at too great a length. No message holds anything
        of what was sent, or of the answer, which may repeat it.
        """
        import httpx  # noqa: PLC0415 - most runs speak to nobody

        sent = json.dumps(body).encode()  # all ASCII, so half a surrogate pair can be sent too
        try:
            with self._client.stream("POST", self.address + path, content=sent) as response:
                return Answer(response.status_code, self._whole(response))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            reason = _NUMBERS.sub("", str(error))
            what = f"the server cannot be reached{f' ({reason})' if reason else ''}."
            remedy = "Start the server, or correct its address."
            raise ModelError(what, place=self.address, remedy=remedy) from error
        except httpx.ReadTimeout as error:
            remedy = "See whether it is busy, or too slow for the model."
            raise ModelError("the server did not answer in time.", place=self.address, remedy=remedy) from error
        except httpx.RequestError as error:
            what = f"the server broke off or does not speak HTTP ({type(error).__name__})."
            raise ModelError(what, place=self.address, remedy="See what the server itself reports.") from error

    def _whole(self, response: "httpx.Response") -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_ANSWER:
                what = f"the server's answer is longer than {LARGEST_ANSWER // 2**20} MB."
                raise ModelError(what, place=self.address, remedy="Use another model or server.")
        return bytes(content)


def refuse_unusable_key(key: str) -> None:
    """Raise ``UsageError`` if a key holds characters that no key has; the message does not show it."""
    if not key.isascii() or not key.isprintable():
        remedy = f"Set the environment variable {KEY_VARIABLE} again."
        raise UsageError("the key for the server holds characters that no key has.", remedy=remedy)


@contextmanager
def connected(
    address: str, *, permissions: Permissions = NOTHING_ALLOWED, key: str = "", patience: float = SECONDS_TO_ANSWER
) -> Iterator[Connection]:
    """Give a connection to a server, which is opened at the first question.

    ``key`` is sent as a bearer token; ``patience`` is in seconds, for each part of an answer. Proxies and passwords
    that the environment names are not used, and redirects not followed. Certificates are believed that this machine
    believes, so that of the hospital's own authority too.

    Raises ``UsageError`` if the address may not be spoken to, or the key cannot be one.
    """
    address = allowed_address(address, permissions)
    refuse_unusable_key(key)

    import httpx  # noqa: PLC0415 - most runs speak to nobody

    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    timeout = httpx.Timeout(patience, connect=SECONDS_TO_CONNECT)
    authorities = httpx.create_ssl_context(trust_env=False)
    authorities.load_default_certs()
    with httpx.Client(
        headers=headers, timeout=timeout, verify=authorities, trust_env=False, follow_redirects=False
    ) as client:
        yield Connection(client, address)
