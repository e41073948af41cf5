"""Chinese words and what they mean in English, out of a dictionary."""

from thememiner.embedding.chinese.frequencies import frequency
from thememiner.embedding.chinese.glossing import Gloss, glosses_of, sentence_of

__all__ = ["Gloss", "frequency", "glosses_of", "sentence_of"]
