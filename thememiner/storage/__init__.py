"""The disk: writing whole or not at all, hashes that notice what changed, and a cache of vectors."""

from thememiner.storage.answer_cache import AnswerCache
from thememiner.storage.atomic_writes import recover, staged_folder, write_bytes, write_parts
from thememiner.storage.hashing import hash_bytes, hash_file, namespace_key, text_key
from thememiner.storage.vector_cache import VectorCache

__all__ = [
    "AnswerCache",
    "VectorCache",
    "hash_bytes",
    "hash_file",
    "namespace_key",
    "recover",
    "staged_folder",
    "text_key",
    "write_bytes",
    "write_parts",
]
