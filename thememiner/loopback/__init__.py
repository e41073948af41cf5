"""The one HTTP client: this machine, and no other unless asked."""

from thememiner.loopback.addresses import allowed_address
from thememiner.loopback.client import Answer, Connection, connected

__all__ = ["Answer", "Connection", "allowed_address", "connected"]
