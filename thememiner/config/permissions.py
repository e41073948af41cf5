"""Permissions that a person gives for one call; no configuration file can give them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permissions:
    """What may use the network; by default nothing."""

    download: bool = False
    """Whether a model that is not on this machine may be downloaded."""
    send_text_to: str = ""
    """The host name of another machine to which the text of units may be sent."""
