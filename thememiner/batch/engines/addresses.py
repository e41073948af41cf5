"""Which clusters may be given work: those of this machine, and encrypted ones whose host a person named."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from thememiner.errors import UsageError
from thememiner.loopback.addresses import is_this_machine

_EXPECTED = "Write it like tcp://127.0.0.1:8786 or tls://cluster.example.org:8786."


def refuse_unallowed(scheduler: str, allowed_host: str = "") -> None:
    """Raise ``UsageError`` if a scheduler is on another machine and is not encrypted, or not the one that is allowed.

    What travels are paths, hashes and settings, no text. But whoever can speak to a scheduler can let its workers do
    anything, and so read every transcript.
    """
    scheme, host = _parts(scheduler)
    if is_this_machine(host):
        return
    if scheme != "tls":
        remedy = (
            "Start scheduler and workers with TLS certificates, and give its address as tls://; see the documentation."
        )
        raise UsageError(
            "whoever is on the network could read along, and give the workers orders.", place=scheduler, remedy=remedy
        )
    if host != allowed_host.lower():
        named = f" Allowed is {allowed_host}." if allowed_host else ""
        what = f"{host} is another machine, and its workers would read the transcripts.{named}"
        raise UsageError(what, place=scheduler, remedy=f"If that is meant: --allow-scheduler {host}")


def refuse_open_cluster(known: Mapping[str, Any]) -> None:
    """Raise ``UsageError`` if a scheduler or a worker listens to other machines without encryption."""
    for address in (known["address"], *sorted(known["workers"])):
        scheme, host = _parts(address)
        if scheme != "tls" and not is_this_machine(host):
            remedy = "Start scheduler and workers with --host 127.0.0.1, or with TLS certificates."
            what = "this part of the cluster listens to other machines, without encryption."
            raise UsageError(what, place=address, remedy=remedy)


def _parts(address: str) -> tuple[str, str]:
    """Return scheme and host, in lower case."""
    try:
        parsed = urlsplit(address)
        scheme, host, port = parsed.scheme, parsed.hostname or "", parsed.port
    except ValueError:
        scheme, host, port = "", "", None
    if scheme not in {"tcp", "tls"} or not host or port is None:
        raise UsageError("this is no address of a scheduler.", place=address, remedy=_EXPECTED)
    return scheme, host
