"""Which encoder the settings ask for."""

from collections.abc import Sequence

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.encoder import TextEncoder
from thememiner.embedding.models.endpoint import PROBE, EndpointEncoder
from thememiner.embedding.models.installed import installed_encoder
from thememiner.embedding.models.sentence import PACKAGED, SentenceEncoder
from thememiner.errors import UsageError

BILINGUAL = "bilingual"
DEFAULTS = EmbeddingSettings()
OF_OUR_OWN_MODELS = ("revision", "device", "number_type")
"""Settings that a server or another package would never hear of."""


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
        _refuse_without_effect(settings, OF_OUR_OWN_MODELS, "the model of a server")
        return EndpointEncoder(settings.endpoint, settings.model, prompt=settings.prompt, permissions=permissions)
    if settings.model == BILINGUAL:
        _refuse_without_effect(settings, ("revision",), "the model that comes with the program")
    elif installed := installed_encoder(settings.model):
        _refuse_without_effect(settings, (*OF_OUR_OWN_MODELS, "prompt"), "the encoder of another package")
        return installed
    return SentenceEncoder(
        PACKAGED if settings.model == BILINGUAL else settings.model,
        revision=settings.revision,
        prompt=settings.prompt,
        device=settings.device,
        number_type=settings.number_type,
        download=permissions.download,
    )


def refuse_unusable_model(settings: EmbeddingSettings, permissions: Permissions) -> None:
    """Raise now what would be wrong with the model after the whole corpus was read; a model is not loaded for it.

    A server is asked for the vector of one invented sentence.

    Raises ``ModelError`` if there is none, it is altered or not whole, or no server answers, and ``UsageError`` as
    ``encoder_for``, or if text may not be sent to that server.
    """
    encoder = encoder_for(settings, permissions)
    if isinstance(encoder, EndpointEncoder):
        encoder.encode([PROBE])
    else:
        getattr(encoder, "identity", None)


def _refuse_without_effect(settings: EmbeddingSettings, names: Sequence[str], model: str) -> None:
    changed = [name for name in names if getattr(settings, name) != getattr(DEFAULTS, name)]
    if changed:
        what = f"embedding.{changed[0]} is set, and has no effect on {model}."
        raise UsageError(what, place=settings.model, remedy=f"Remove embedding.{changed[0]} from the configuration.")
