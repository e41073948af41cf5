"""What a meaning unit is called, run after run."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

LENGTH = 16


def unit_ids(doc_id: str, texts: Iterable[str]) -> list[str]:
    """Return the ids of a document's units, given their texts in order of place.

    An id is 16 hexadecimal digits of the SHA-256 of document, text and the ordinal among equal texts of the document,
    written as a JSON list: an edit elsewhere in the document leaves it as it was.
    """
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        ids.append(hashlib.sha256(json.dumps([doc_id, text, seen[text]]).encode()).hexdigest()[:LENGTH])
        seen[text] += 1
    return ids
