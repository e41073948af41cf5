"""What a model is known by, for stages that depend on it."""

from thememiner.config import EmbeddingSettings, Permissions

BILINGUAL = "bilingual"
"""The model that comes with the program; the program's own key covers it."""


def model_key(settings: EmbeddingSettings, permissions: Permissions) -> object:
    """Return what settles the vectors of the model that the settings name, as far as that can be known beforehand.

    Of the model that comes with the program nothing needs to be known but that; of a server's, nothing can be. Raises
    ``ModelError`` if there is no such model.
    """
    if settings.model == BILINGUAL or settings.endpoint:
        return settings.model
    from thememiner.embedding.models import encoder_for  # noqa: PLC0415 - only for those who chose a model

    encoder = encoder_for(settings, permissions)
    identity = getattr(encoder, "identity", None)
    return getattr(encoder, "name", settings.model) if identity is None else dict(identity)
