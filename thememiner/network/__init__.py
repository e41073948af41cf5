"""The one HTTP client: this machine, and no other unless asked."""

from thememiner.network.client import (
    KEY_VARIABLE,
    Answer,
    Connection,
    allowed_address,
    connected,
    is_this_machine,
    refuse_unusable_key,
)
from thememiner.network.openai_api import FIRST_SERVER_ERROR, OK, ask, refuse_cloud, server_key

__all__ = [
    "FIRST_SERVER_ERROR",
    "KEY_VARIABLE",
    "OK",
    "Answer",
    "Connection",
    "allowed_address",
    "ask",
    "connected",
    "is_this_machine",
    "refuse_cloud",
    "refuse_unusable_key",
    "server_key",
]
