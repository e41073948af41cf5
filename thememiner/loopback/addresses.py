"""Which addresses may be spoken to: those of this machine, and the one host that a person named."""

import ipaddress

from thememiner.config import Permissions
from thememiner.errors import UsageError

NOTHING_ALLOWED = Permissions()

_EXPECTED = "Write it like http://127.0.0.1:11434/v1."
_PORTS = range(1, 65536)


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
