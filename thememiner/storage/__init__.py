"""The disk: writing whole or not at all, hashes that notice what changed, and a cache of vectors."""

from thememiner.storage.answer_cache import AnswerCache
from thememiner.storage.atomic_writes import (
    OWNER_ONLY_FILE,
    OWNER_ONLY_FOLDER,
    clean,
    make_folder,
    recover,
    remove,
    staged_folder,
    write_bytes,
    write_parts,
)
from thememiner.storage.file_names import file_stems
from thememiner.storage.hashing import hash_bytes, hash_file, namespace_key, text_key
from thememiner.storage.os_errors import peak_memory, refusals
from thememiner.storage.vector_cache import VectorCache

__all__ = [
    "OWNER_ONLY_FILE",
    "OWNER_ONLY_FOLDER",
    "AnswerCache",
    "VectorCache",
    "clean",
    "file_stems",
    "hash_bytes",
    "hash_file",
    "make_folder",
    "namespace_key",
    "peak_memory",
    "recover",
    "refusals",
    "remove",
    "staged_folder",
    "text_key",
    "write_bytes",
    "write_parts",
]
