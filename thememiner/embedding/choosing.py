"""Which encoder the settings ask for."""

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.encoder import TextEncoder
from thememiner.embedding.endpoint import EndpointEncoder
from thememiner.embedding.installed import installed_encoder
from thememiner.embedding.sentence import SentenceEncoder
from thememiner.errors import UsageError

BILINGUAL = "bilingual"


def encoder_for(settings: EmbeddingSettings, permissions: Permissions) -> TextEncoder:
    """Return the encoder that the settings ask for; of ``bilingual``, its English half.

    A name is first looked up among the encoders of installed packages; what is none of them is a sentence-transformers
    model.

    Raises ``ModelError`` if there is none, and ``UsageError`` if the settings do not go together.
    """
    if settings.endpoint:
        if settings.model == BILINGUAL:
            remedy = "Set embedding.model to the name that the server knows."
            raise UsageError("embedding.endpoint is set, and the model that it is to use is not.", remedy=remedy)
        return EndpointEncoder(settings.endpoint, settings.model, prompt=settings.prompt, permissions=permissions)
    if settings.model != BILINGUAL and (installed := installed_encoder(settings.model)):
        return installed
    return SentenceEncoder(
        "packaged" if settings.model == BILINGUAL else settings.model,
        revision=settings.revision,
        prompt=settings.prompt,
        device=settings.device,
        number_type=settings.number_type,
        download=permissions.download,
    )


def refuse_unusable_model(settings: EmbeddingSettings, permissions: Permissions) -> None:
    """Raise now what would be wrong with the model after the whole corpus was read; a model is not loaded for it.

    Raises ``ModelError`` if there is none, it is altered or not whole, and ``UsageError`` as ``encoder_for``.
    """
    getattr(encoder_for(settings, permissions), "identity", None)
