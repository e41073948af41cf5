"""The one HTTP client: this machine, and no other unless asked."""

from thememiner.loopback.addresses import allowed_address
from thememiner.loopback.asking import FIRST_SERVER_ERROR, OK, ask, refuse_cloud, server_key
from thememiner.loopback.client import KEY_VARIABLE, Answer, Connection, connected, refuse_unusable_key

__all__ = [
    "FIRST_SERVER_ERROR",
    "KEY_VARIABLE",
    "OK",
    "Answer",
    "Connection",
    "allowed_address",
    "ask",
    "connected",
    "refuse_cloud",
    "refuse_unusable_key",
    "server_key",
]
