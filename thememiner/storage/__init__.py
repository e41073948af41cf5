"""The disk: writing whole or not at all, hashes that notice what changed, and a cache of vectors."""

from thememiner.storage.answer_cache import AnswerCache
from thememiner.storage.atomic import recover, staged_folder, write_bytes, write_parts
from thememiner.storage.hashes import hash_bytes, hash_file
from thememiner.storage.vector_cache import VectorCache
from thememiner.storage.vector_keys import namespace_key, text_key

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
