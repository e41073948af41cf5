"""How large a file may be that is read into memory whole, and how people allow more."""

from pathlib import Path

from thememiner.errors import UnsafeFileError


def read_bounded(path: Path, *, place: str, max_unpacked_mb: int) -> bytes:
    """Return a file's bytes. Raises ``UnsafeFileError`` if there are more megabytes than may be, and ``OSError``."""
    if path.stat().st_size > max_unpacked_mb * 2**20:
        what = f"is larger than {max_unpacked_mb} MB."
        raise UnsafeFileError(what, place=place, remedy=raise_limit(max_unpacked_mb))
    return path.read_bytes()


def raise_limit(max_unpacked_mb: int) -> str:
    """Return what to do about a file that is too large."""
    return f"If you trust it, raise max_unpacked_mb (now {max_unpacked_mb}) under [corpus] in the configuration."
