"""The parts of the default encoder; each can be left out to measure what it adds."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from thememiner.embedding import bilingual, chinese

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
            stack.callback(chinese.look_up_senses.cache_clear)
            for module, attribute, replacement in self.replacements:
                stack.enter_context(patch.object(module, attribute, replacement))
            chinese.look_up_senses.cache_clear()
            yield


def _no_mean(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.zeros(vectors.shape[1])


def _no_words(encoded: bilingual.EncodedInput, _means: object) -> npt.NDArray[np.float64]:
    return np.zeros(encoded.sentences.shape)


def _no_sentence(_glosses: Sequence[chinese.Gloss]) -> str:
    return ""


def _all_senses(descriptions: Sequence[str]) -> tuple[str, ...]:
    return tuple(descriptions)


def _same(word: str) -> str:
    return word


_glosses = chinese._gloss_word  # noqa: SLF001 - the replacement calls the original


def _no_negation(word: str, following: str) -> Iterator[chinese.Gloss]:
    return iter(()) if word in NEGATIONS else _glosses(word, following)


LEXICAL_SMOOTHING = EncoderPart("lexical smoothing", ((bilingual, "SMOOTHING_WEIGHT", 0.0),))

PARTS = (
    LEXICAL_SMOOTHING,
    EncoderPart("word glosses", ((bilingual, "_sum_words", _no_words),)),
    EncoderPart("sentence of glosses", ((bilingual, "join_glosses", _no_sentence),)),
    EncoderPart("taking out the means", ((bilingual, "_shrunken_mean", _no_mean),)),
    EncoderPart("weights by rarity", ((bilingual, "word_frequency", lambda _word: 0.0),)),
    EncoderPart("second and third senses", ((chinese, "MAX_SENSES", 1),)),
    EncoderPart("choice of senses", ((chinese, "parse_senses", _all_senses),)),
    EncoderPart("everyday words", ((chinese, "load_everyday_words", dict),)),
    EncoderPart("negation", ((chinese, "_gloss_word", _no_negation),)),
    EncoderPart("unknown compounds taken apart", ((chinese, "_split_compound", lambda _word: ()),)),
    EncoderPart("names", ((chinese, "to_latin_name", lambda _word, _following: None),)),
    EncoderPart("numbers", ((chinese, "to_digits", lambda _word: None),)),
    EncoderPart("Traditional to Simplified", ((chinese, "to_simplified", _same),)),
)
