"""The HTTP client, and the addresses that it may connect to: this machine, and one host that a person allowed."""

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
"""Long, because a server may first have to load its model."""
LARGEST_ANSWER = 64 * 2**20
"""In bytes; 64 vectors of 8,192 dimensions are about 12 MB."""
_ERROR_NUMBERS = re.compile(r"\[[^]]*\]\s*|\s*\(_ssl\.c:\d+\)")
"""Parts of the reasons of operating systems that messages leave out, as in "[Errno 111] Connection refused"."""


def check_address(address: str, permissions: Permissions = NOTHING_ALLOWED) -> str:
    """Return a server address without a slash at its end, if the program may connect to it.

    This machine is ``localhost``, 127.0.0.0/8 or ``[::1]``. Names are not resolved, so a name that only resolves to
    this machine counts as another machine. Another machine needs its host in ``permissions``, and https. The address is
    parsed by the library that connects, so that both read it in the same way.

    Raises ``UsageError`` if the address is not allowed or not valid.
    """
    import httpx  # noqa: PLC0415 - most runs do not use a server

    try:
        parsed = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise UsageError("the address of the server is not a valid URL.", remedy=_EXPECTED) from error
    if parsed.userinfo or parsed.query or parsed.fragment:
        what = "the address of the server holds more than scheme, host, port and path."  # not shown: may be a password
        raise UsageError(what, remedy=_EXPECTED)
    host = parsed.raw_host.decode("ascii")
    if parsed.scheme not in {"http", "https"} or not host or (parsed.port is not None and parsed.port not in _PORTS):
        raise UsageError("this is not a valid address of a server.", place=address, remedy=_EXPECTED)
    if not is_local_host(host):
        _require_consent(host, parsed.scheme, permissions, place=address)
    return address.rstrip("/")


def is_local_host(host: str) -> bool:
    """Return whether a host, in lower case and without brackets, can only be this machine."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return (mapped or number).is_loopback


def _require_consent(host: str, scheme: str, permissions: Permissions, *, place: str) -> None:
    allowed = permissions.send_text_to
    if host != allowed.lower():
        other = f" Allowed is {allowed}, and this address has {host}." if allowed else ""
        encrypted = "" if scheme == "https" else "one whose address begins with https://, and "
        raise UsageError(
            f"{host} may be another machine, and the text of every unit would be sent there.{other}",
            place=place,
            remedy=f"Use a server on this machine (127.0.0.1), or {encrypted}allow it for this call: "
            f"--send-text-to {host}",
        )
    if scheme != "https":
        raise UsageError(
            f"the text of every unit would be sent to {host} without encryption.",
            place=place,
            remedy="Use an address that begins with https://.",
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a server: HTTP status and body."""

    status: int
    content: bytes


class Connection:
    """A connection to one allowed server; created by ``open_connection``."""

    def __init__(self, client: "httpx.Client", address: str) -> None:
        self.address = address
        self._client = client

    def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Send a body as JSON to a path below the address, and return the answer.

        Raises ``ModelError`` if there is no answer, or it comes too late or is too long. No message quotes what was
        sent, or the answer, which may repeat it.
        """
        import httpx  # noqa: PLC0415 - most runs do not use a server

        sent = json.dumps(body).encode()  # ASCII escapes can also hold half a surrogate pair
        try:
            with self._client.stream("POST", self.address + path, content=sent) as response:
                return Answer(response.status_code, self._read_body(response))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            reason = _ERROR_NUMBERS.sub("", str(error))
            what = f"the server cannot be reached{f' ({reason})' if reason else ''}."
            remedy = "Start the server, or correct its address."
            raise ModelError(what, place=self.address, remedy=remedy) from error
        except httpx.ReadTimeout as error:
            remedy = "Check whether it is busy, or too slow for the model."
            raise ModelError("the server did not answer in time.", place=self.address, remedy=remedy) from error
        except httpx.RequestError as error:
            what = f"the server broke off the connection or does not use HTTP ({type(error).__name__})."
            raise ModelError(what, place=self.address, remedy="See the log of the server.") from error

    def _read_body(self, response: "httpx.Response") -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_ANSWER:
                what = f"the server's answer is longer than {LARGEST_ANSWER // 2**20} MB."
                raise ModelError(what, place=self.address, remedy="Use another model or server.")
        return bytes(content)


def check_key(key: str) -> None:
    """Raise ``UsageError`` if a key has characters that keys cannot have. The message does not show the key."""
    if not key.isascii() or not key.isprintable():
        remedy = f"Set the environment variable {KEY_VARIABLE} again."
        raise UsageError("the key for the server has characters that keys cannot have.", remedy=remedy)


@contextmanager
def open_connection(
    address: str, *, permissions: Permissions = NOTHING_ALLOWED, key: str = "", patience: float = SECONDS_TO_ANSWER
) -> Iterator[Connection]:
    """Provide a connection to a server. The network is used at the first request.

    ``key`` is sent as a bearer token; ``patience`` is in seconds, for each part of an answer. Proxies and passwords
    from the environment are not used, and redirects are not followed. The certificate authorities of this machine are
    trusted, including that of a hospital.

    Raises ``UsageError`` if the address is not allowed, or the key is not valid.
    """
    address = check_address(address, permissions)
    check_key(key)

    import httpx  # noqa: PLC0415 - most runs do not use a server

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
