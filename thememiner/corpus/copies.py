"""Notice files that hold the same: the same bytes, or the same talk in two formats."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, repeat

from thememiner.corpus.file_contents import FileContents
from thememiner.language import HAN
from thememiner.records import Document, Form, Note, Role

_WORD = re.compile(rf"[{HAN}]|[^\W{HAN}]+")
_SAMPLED_LENGTH = 4_000
"""Of documents with more words, one phrase in about seven is compared."""
_SAMPLE = 7
_MIN_PHRASES = 12
_MIN_SHARED = 0.7
"""Two documents hold the same talk if they share this part of the phrases of the shorter one."""


def note_copies(contents: Sequence[FileContents]) -> list[Note]:
    """Return a note for every file with the same content as an earlier one."""
    first: dict[str, str] = {}
    notes = []
    for source in dict.fromkeys(document.source for file in contents for document in file.documents):
        original = first.setdefault(source.sha256, source.path)
        if original != source.path:
            notes.append(Note(source.path, f"has the same content as {original}. Remove it if it is there by mistake."))
    return notes


def note_same_talks(documents: Iterable[Document]) -> list[Note]:
    """Return a note for every file that says nearly the same words as an earlier one, such as two exports of one talk.

    Phrases of four words are compared, of participants if it is known who they are, so that the questions of a guide,
    which all interviews share, do not count. Rows of tables are independent answers and are not compared. Each phrase
    is looked up once, among the first documents that hold it: time grows linearly with the text.
    """
    first: dict[int, int] = {}
    sizes: list[int] = []
    compared: list[Document] = []
    notes = []
    for document in _one_per_file(documents):
        phrases = _phrases(document)
        if len(phrases) < _MIN_PHRASES:
            continue
        index = len(compared)
        compared.append(document)
        sizes.append(len(phrases))
        shared = Counter(map(first.setdefault, phrases, repeat(index)))
        del shared[index]  # phrases that no earlier document has
        match = _best_match(shared, sizes, index)
        if match is not None and compared[match].source.sha256 != document.source.sha256:
            share = shared[match] / min(sizes[match], sizes[index])
            notes.append(Note(document.source.path, _describe(compared[match].source.path, share)))
    return notes


def _describe(other: str, share: float) -> str:
    return (
        f"nearly the same words stand in {other} (of its phrases, {min(share, 1):.0%} are shared). If these files hold "
        "the same talk, keep one of them: otherwise it counts several times."
    )


def _one_per_file(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents that are a whole file, and not rows of a table."""
    documents = list(documents)
    count = Counter(document.source.path for document in documents)
    for document in documents:
        if count[document.source.path] == 1 and document.form is not Form.ROWS:
            yield document


def _phrases(document: Document) -> set[int]:
    """Return the phrases inside what participants say, or inside everything if no other role is known, as numbers."""
    turns = [turn for turn in document.turns if turn.role is Role.PARTICIPANT] or document.turns
    spoken = [_WORD.findall(document.text[turn.start : turn.end].lower()) for turn in turns]
    is_long = sum(map(len, spoken)) > _SAMPLED_LENGTH
    phrases: set[int] = set()
    for words in spoken:
        if is_long:  # the same phrases in every document and every process
            pairs = enumerate(pairwise(words[:-2]))
            starts = [at for at, (one, two) in pairs if not (ord(one[0]) + 2 * ord(two[-1])) % _SAMPLE]
            phrases.update(hash((*words[at : at + 4],)) for at in starts)
        else:
            phrases.update(map(hash, zip(words, words[1:], words[2:], words[3:], strict=False)))
    return phrases


def _best_match(shared: Counter[int], sizes: Sequence[int], index: int) -> int | None:
    """Return the earlier document with the largest share of common phrases, if it is large enough."""
    shares = {other: count / min(sizes[other], sizes[index]) for other, count in shared.items()}
    best = max(shares, key=lambda other: (shares[other], -other), default=None)
    return best if best is not None and shares[best] >= _MIN_SHARED else None
