"""Create the encoder that the settings ask for: a model, a server, or an encoder of an installed package."""

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.encoders import OnBatch, TextEncoder, validate_vectors
from thememiner.embedding.models.endpoint import PROBE, EndpointEncoder
from thememiner.embedding.models.sentence_encoder import PACKAGED, SentenceEncoder
from thememiner.errors import ModelError, UsageError

BILINGUAL = "bilingual"
DEFAULTS = EmbeddingSettings()
LOCAL_MODEL_SETTINGS = ("revision", "device", "number_type")
"""Settings that have no effect on a server's model or another package's encoder."""
ENTRY_POINT_GROUP = "thememiner.encoders"


def create_encoder(settings: EmbeddingSettings, permissions: Permissions) -> TextEncoder:
    """Create the encoder that the settings ask for; for ``bilingual``, its English model.

    A name is first looked up among the encoders of installed packages. Any other name is a sentence-transformers model.

    Raises ``ModelError`` if there is no such encoder, and ``UsageError`` if the settings contradict each other.
    """
    if settings.endpoint:
        if settings.model == BILINGUAL:
            remedy = "Set embedding.model to the name that the server knows."
            raise UsageError("embedding.endpoint is set, but embedding.model names no model of it.", remedy=remedy)
        _refuse_without_effect(settings, LOCAL_MODEL_SETTINGS, "the model of a server")
        return EndpointEncoder(settings.endpoint, settings.model, prompt=settings.prompt, permissions=permissions)
    if settings.model == BILINGUAL:
        _refuse_without_effect(settings, ("revision",), "the model that comes with the program")
    elif installed := find_installed_encoder(settings.model):
        _refuse_without_effect(settings, (*LOCAL_MODEL_SETTINGS, "prompt"), "the encoder of another package")
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
    """Refuse an unusable model before the corpus is read. The model is not loaded.

    A server is asked for the vector of one invented sentence.

    Raises ``ModelError`` if the model is missing, altered or incomplete, or the server does not answer, and
    ``UsageError`` if the settings contradict each other or text may not be sent to that server.
    """
    encoder = create_encoder(settings, permissions)
    if isinstance(encoder, EndpointEncoder):
        encoder.encode([PROBE])
    else:
        getattr(encoder, "identity", None)


def _refuse_without_effect(settings: EmbeddingSettings, names: Sequence[str], model: str) -> None:
    changed = [name for name in names if getattr(settings, name) != getattr(DEFAULTS, name)]
    if changed:
        what = f"embedding.{changed[0]} is set, and has no effect on {model}."
        raise UsageError(what, place=settings.model, remedy=f"Remove embedding.{changed[0]} from the configuration.")


class InstalledEncoder:
    """An encoder of another package, whose vectors are checked and scaled to unit length.

    Parameters
    ----------
    theirs : the object that the package's entry point created.
    name : the name of the entry point.
    package : name and version of the package.

    Attributes
    ----------
    name : its name in a run's manifest: entry point, package and version.
    windows_ : 1 for each text of the last call, because nothing else is known.

    """

    def __init__(self, theirs: TextEncoder, *, name: str, package: str) -> None:
        self.name = f"{name} ({package})"
        self.package = package
        self.windows_ = np.ones(0, dtype=np.int64)
        self._theirs = theirs

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, or zeros, float32, shape (texts, dimensions); (0, 0) without texts.

        Raises ``ModelError`` if the package gives anything but a row of numbers for each text.
        """
        self.windows_ = np.ones(len(texts), dtype=np.int64)
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        vectors = validate_vectors(self._theirs.encode(list(texts)), len(texts), place=self.package)
        if on_batch:
            on_batch(len(texts), len(texts))
        return vectors


class IdentifiedEncoder(InstalledEncoder):
    """An installed encoder with an identity, so that its vectors can be cached."""

    @property
    def identity(self) -> Mapping[str, str | int]:
        """Its name and package, and its own identity with ``encoder_`` before each key.

        Raises ``ModelError`` if its own identity is not a mapping of strings to strings and integers.
        """
        theirs = getattr(self._theirs, "identity", None)
        if not isinstance(theirs, Mapping) or not all(
            isinstance(key, str) and isinstance(value, str | int) for key, value in theirs.items()
        ):
            what = f"the identity of its encoder {self.name} is not a mapping of strings to strings and integers."
            raise ModelError(what, place=self.package, remedy="Ask its authors to fix it.")
        return {"model": self.name, **{f"encoder_{key}": theirs[key] for key in sorted(theirs)}}


def find_installed_encoder(name: str) -> InstalledEncoder | None:
    """Return the encoder that an installed package offers under this name; None if no package does.

    A package offers one with an entry point of the group ``thememiner.encoders``: a class or function that is called
    without arguments and returns an object with ``encode(texts)``. If that object also has an ``identity``, its vectors
    are cached.

    Raises ``ModelError`` if several packages offer one under this name, or it cannot be created.
    """
    found = sorted(entry_points(group=ENTRY_POINT_GROUP, name=name), key=_describe_package)
    if not found:
        return None
    if len(found) > 1:
        packages = ", ".join(_describe_package(point) for point in found)
        remedy = "Uninstall all of them but one."
        raise ModelError(f"several installed packages offer an encoder {name}: {packages}.", remedy=remedy)
    theirs = _load_entry_point(found[0])
    kind = IdentifiedEncoder if hasattr(theirs, "identity") else InstalledEncoder
    return kind(theirs, name=name, package=_describe_package(found[0]))


def _load_entry_point(point: EntryPoint) -> TextEncoder:
    package = _describe_package(point)
    try:
        theirs = point.load()()
    except (ImportError, AttributeError, TypeError) as error:
        what = f"its encoder {point.name} cannot be loaded ({type(error).__name__}: {error})."
        remedy = "Install the package again, or ask its authors to fix it."
        raise ModelError(what, place=package, remedy=remedy) from error
    if not callable(getattr(theirs, "encode", None)):
        what = f"its encoder {point.name} has no method encode."
        raise ModelError(what, place=package, remedy="Ask its authors to fix it.")
    encoder: TextEncoder = theirs
    return encoder


def _describe_package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
