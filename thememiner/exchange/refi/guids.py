"""Ids of a REFI-QDA file: made from what they stand for, so that the same project gives the same file."""

from uuid import UUID, uuid5

_OURS = UUID("3f2c8f0e-6a52-5d0b-9a0e-6b7c1d8e4f21")


def guid(kind: str, *content: object) -> str:
    """Return the id of a thing from its kind and content (version 5, RFC 9562)."""
    return str(uuid5(_OURS, "\0".join((kind, *map(str, content)))))


def plain_guid(written: str | None) -> str:
    """Return an id as it is compared: programs write it in either case, with braces or without."""
    return (written or "").strip().strip("{}").lower()
