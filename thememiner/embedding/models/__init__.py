"""Models that turn texts into vectors: of sentence-transformers, behind a server's address, of other packages."""

from thememiner.embedding.models.endpoint import EndpointEncoder
from thememiner.embedding.models.registry import BILINGUAL, create_encoder, refuse_unusable_model
from thememiner.embedding.models.sentence_encoder import SentenceEncoder

__all__ = [
    "BILINGUAL",
    "EndpointEncoder",
    "SentenceEncoder",
    "create_encoder",
    "refuse_unusable_model",
]
