"""The HTTP client: it connects to this machine, and to no other unless a person allows it."""

from thememiner.network.client import (
    KEY_VARIABLE,
    Answer,
    Connection,
    check_address,
    check_key,
    is_local_host,
    open_connection,
)
from thememiner.network.openai_api import FIRST_SERVER_ERROR, OK, post_json, read_server_key, refuse_cloud_model

__all__ = [
    "FIRST_SERVER_ERROR",
    "KEY_VARIABLE",
    "OK",
    "Answer",
    "Connection",
    "check_address",
    "check_key",
    "is_local_host",
    "open_connection",
    "post_json",
    "read_server_key",
    "refuse_cloud_model",
]
