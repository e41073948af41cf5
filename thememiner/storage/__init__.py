"""The disk: atomic writes, hashes, caches of vectors and answers, and errors of the operating system."""

from thememiner.storage.answer_cache import AnswerCache
from thememiner.storage.atomic_writes import (
    OWNER_ONLY_FOLDER,
    make_folder,
    recover_target,
    remove_leftovers,
    remove_path,
    reserve_target,
    staged_folder,
    write_bytes,
    write_parts,
)
from thememiner.storage.file_names import to_file_stems
from thememiner.storage.hashing import hash_bytes, hash_file, namespace_key, text_key
from thememiner.storage.os_errors import peak_memory, raise_storage_errors, to_path
from thememiner.storage.target_locks import OWNER_ONLY_FILE, identify_process, read_process
from thememiner.storage.vector_cache import VectorCache

__all__ = [
    "OWNER_ONLY_FILE",
    "OWNER_ONLY_FOLDER",
    "AnswerCache",
    "VectorCache",
    "hash_bytes",
    "hash_file",
    "identify_process",
    "make_folder",
    "namespace_key",
    "peak_memory",
    "raise_storage_errors",
    "read_process",
    "recover_target",
    "remove_leftovers",
    "remove_path",
    "reserve_target",
    "staged_folder",
    "text_key",
    "to_file_stems",
    "to_path",
    "write_bytes",
    "write_parts",
]
