"""Asking a server: no redirects, no proxies, no waiting for nobody, and no endless answers.

Which addresses may be spoken to: those of this machine, and the one host that a person named.
"""

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.config import Permissions
from thememiner.errors import ModelError, UsageError

if TYPE_CHECKING:
    import httpx

NOTHING_ALLOWED = Permissions()
_EXPECTED = "Write it like http://127.0.0.1:11434/v1."
_PORTS = range(1, 65536)
KEY_VARIABLE = "THEMEMINER_ENDPOINT_KEY"
SECONDS_TO_CONNECT = 3.0
SECONDS_TO_ANSWER = 600.0
"""A server may first have to load its model."""
LARGEST_ANSWER = 64 * 2**20
"""In bytes; 64 vectors of 8,192 dimensions are about 12 MB."""
_NUMBERS = re.compile(r"\[[^]]*\]\s*|\s*\(_ssl\.c:\d+\)")
"""What systems put around their reasons, as in "[Errno 111] Connection refused"."""


def allowed_address(address: str, permissions: Permissions = NOTHING_ALLOWED) -> str:
    """Return an address, without a slash at its end, if the program may speak to it.

    This machine is ``localhost``, 127.0.0.0/8 or ``[::1]``, written so; no name is looked up, so one that merely
    resolves to this machine is another. Another machine is allowed if ``permissions`` name its host, and by https only.
    The address is taken apart by the library that connects, so that both read it alike.

    Raises ``UsageError`` for every other address, and for what is none.
    """
    import httpx  # noqa: PLC0415 - most runs speak to nobody

    try:
        parsed = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise UsageError("the address of the server is none.", remedy=_EXPECTED) from error
    if parsed.userinfo or parsed.query or parsed.fragment:
        what = "the address of the server holds more than scheme, host, port and path."  # perhaps a password: not shown
        raise UsageError(what, remedy=_EXPECTED)
    host = parsed.raw_host.decode("ascii")
    if parsed.scheme not in {"http", "https"} or not host or (parsed.port is not None and parsed.port not in _PORTS):
        raise UsageError("this is no address of a server.", place=address, remedy=_EXPECTED)
    if not is_this_machine(host):
        _require_consent(host, parsed.scheme, permissions, place=address)
    return address.rstrip("/")


def is_this_machine(host: str) -> bool:
    """Tell whether a host, in lower case and without brackets, can only be this machine."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return (mapped or number).is_loopback


def _require_consent(host: str, scheme: str, permissions: Permissions, *, place: str) -> None:
    named = permissions.send_text_to
    if host != named.lower():
        other = f" Allowed is {named}, and this address has {host}." if named else ""
        encrypted = "" if scheme == "https" else "one whose address begins with https://, and "
        raise UsageError(
            f"{host} may be another machine, and the text of every unit would be sent there.{other}",
            place=place,
            remedy=f"Use a server on this machine (127.0.0.1), or {encrypted}allow it for this call: "
            f"--send-text-to {host}",
        )
    if scheme != "https":
        raise UsageError(
            f"the text of every unit would travel to {host} for all to read.",
            place=place,
            remedy="Use an address that begins with https://.",
        )


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
