"""What a person allows for one call, and no configuration file can."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permissions:
    """What may reach the network; by default nothing."""

    download: bool = False
    """A model that is not on this machine may be downloaded."""
    send_text_to: str = ""
    """The host name of another machine to which the text of units may be sent."""
