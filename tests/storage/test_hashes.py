"""A hash is the known one, and any changed bit changes it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from thememiner.storage import hash_bytes, hash_file


def test_hash_is_sha256(tmp_path: Path) -> None:
    """The hash of ``abc`` is the one published in FIPS 180-2, for bytes and for a file."""
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    (tmp_path / "abc").write_bytes(b"abc")
    assert hash_bytes(b"abc") == hash_file(tmp_path / "abc") == known


@given(data=st.binary(min_size=1, max_size=50), bit=st.integers(min_value=0))
def test_flipped_bit_changes_the_hash(data: bytes, bit: int) -> None:
    """One bit flipped anywhere gives another hash."""
    position = bit % (8 * len(data))
    flipped = bytearray(data)
    flipped[position // 8] ^= 1 << position % 8
    assert hash_bytes(bytes(flipped)) != hash_bytes(data)
