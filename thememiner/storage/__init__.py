"""The disk: writing whole or not at all, and hashes that notice what changed."""

from thememiner.storage.atomic import recover, staged_folder, write_bytes
from thememiner.storage.hashes import hash_bytes, hash_file

__all__ = ["hash_bytes", "hash_file", "recover", "staged_folder", "write_bytes"]
