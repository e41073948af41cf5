"""The parts of the default encoder; each can be left out to measure what it adds."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from thememiner.embedding import bilingual
from thememiner.embedding import bilingual as readings
from thememiner.embedding import chinese as dictionary
from thememiner.embedding import chinese as glossing

NEGATIONS = frozenset(("不", "没", "没有", "别", "不要", "不会", "不能", "不是", "未", "无", "非"))


@dataclass(frozen=True, slots=True)
class EncoderPart:
    """A part of the encoder, and the module attributes to replace in order to leave it out."""

    name: str
    replacements: tuple[tuple[ModuleType, str, object], ...]

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """Leave out this part inside the block.

        Raises ``AttributeError`` if the encoder no longer has it.
        """
        with ExitStack() as stack:
            # Dictionary lookups are cached for the life of the process.
            stack.callback(dictionary.look_up_senses.cache_clear)
            for module, attribute, replacement in self.replacements:
                stack.enter_context(patch.object(module, attribute, replacement))
            dictionary.look_up_senses.cache_clear()
            yield


def _no_mean(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.zeros(vectors.shape[1])


def _no_words(read: readings.EncodedInput, _centre: object) -> npt.NDArray[np.float64]:
    return np.zeros(read.sentences.shape)


def _no_sentence(_glosses: Sequence[glossing.Gloss]) -> str:
    return ""


def _all_senses(descriptions: Sequence[str]) -> tuple[str, ...]:
    return tuple(descriptions)


def _same(word: str) -> str:
    return word


_glosses = glossing._gloss_word  # noqa: SLF001 - kept to be called by what takes its place


def _no_negation(word: str, following: str) -> Iterator[glossing.Gloss]:
    return iter(()) if word in NEGATIONS else _glosses(word, following)


LEXICAL_SMOOTHING = EncoderPart("lexical view (the company of words)", ((bilingual, "COMPANY", 0.0),))

PARTS = (
    LEXICAL_SMOOTHING,
    EncoderPart("word glosses", ((bilingual, "_of_words", _no_words),)),
    EncoderPart("sentence of glosses", ((readings, "sentence_of", _no_sentence),)),
    EncoderPart("taking out the means", ((bilingual, "_mean", _no_mean),)),
    EncoderPart("weights by rarity", ((bilingual, "frequency", lambda _word: 0.0),)),
    EncoderPart("second and third senses", ((dictionary, "SENSES", 1),)),
    EncoderPart("choice of senses", ((dictionary, "senses_in", _all_senses),)),
    EncoderPart("everyday words", ((dictionary, "everyday_words", dict),)),
    EncoderPart("negation", ((glossing, "_glosses", _no_negation),)),
    EncoderPart("unknown compounds taken apart", ((glossing, "_parts", lambda _word: ()),)),
    EncoderPart("names", ((glossing, "name_of", lambda _word, _following: None),)),
    EncoderPart("numbers", ((glossing, "in_digits", lambda _word: None),)),
    EncoderPart("Traditional to Simplified", ((glossing, "simplified", _same),)),
)
