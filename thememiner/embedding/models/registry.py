"""Which encoder the settings ask for.

Encoders that other packages bring along, found by their entry points.
"""

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
"""Settings that a server or another package would never hear of."""
ENTRY_POINT_GROUP = "thememiner.encoders"


def create_encoder(settings: EmbeddingSettings, permissions: Permissions) -> TextEncoder:
    """Return the encoder that the settings ask for; of ``bilingual``, its English half.

    A name is first looked up among the encoders of installed packages; what is none of them is a sentence-transformers
    model.

    Raises ``ModelError`` if there is none, and ``UsageError`` if the settings do not go together.
    """
    if settings.endpoint:
        if settings.model == BILINGUAL:
            remedy = "Set embedding.model to the name that the server knows."
            raise UsageError("embedding.endpoint is set, and the model that it is to use is not.", remedy=remedy)
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
    """Raise now what would be wrong with the model after the whole corpus was read; a model is not loaded for it.

    A server is asked for the vector of one invented sentence.

    Raises ``ModelError`` if there is none, it is altered or not whole, or no server answers, and ``UsageError`` as
    ``create_encoder``, or if text may not be sent to that server.
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
    """An encoder of another package; what it gives is checked and scaled to unit length.

    Parameters
    ----------
    theirs : what the package's entry point made.
    name : the name of the entry point.
    package : name and version of the package.

    Attributes
    ----------
    name : what it is called in a run's record: entry point, package and version.
    windows_ : 1 for each text of the last call, since nothing else is known.

    """

    def __init__(self, theirs: TextEncoder, *, name: str, package: str) -> None:
        self.name = f"{name} ({package})"
        self.package = package
        self.windows_ = np.ones(0, dtype=np.int64)
        self._theirs = theirs

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, or zeros, float32, shape (texts, dimensions); without texts no dimensions.

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
    """An installed encoder that says what settles its vectors, so that they can be kept for the next run."""

    @property
    def identity(self) -> Mapping[str, str | int]:
        """Its name and package, and what it says, each name of that after ``encoder_``.

        Raises ``ModelError`` if what it says is not made of words and whole numbers.
        """
        theirs = getattr(self._theirs, "identity", None)
        if not isinstance(theirs, Mapping) or not all(
            isinstance(key, str) and isinstance(value, str | int) for key, value in theirs.items()
        ):
            what = f"the identity of its encoder {self.name} is not a mapping of words to words and whole numbers."
            raise ModelError(what, place=self.package, remedy="Ask its makers to mend it.")
        return {"model": self.name, **{f"encoder_{key}": theirs[key] for key in sorted(theirs)}}


def find_installed_encoder(name: str) -> InstalledEncoder | None:
    """Return the encoder that an installed package offers by this name, or nothing if none does.

    A package offers one by an entry point of the group ``thememiner.encoders``: a class or function that is called
    without arguments and gives an object with ``encode(texts)``. If that has an ``identity`` too, its vectors are
    kept in the cache.

    Raises ``ModelError`` if several packages offer one by this name, or it cannot be made.
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
        remedy = "Install the package again, or ask its makers to mend it."
        raise ModelError(what, place=package, remedy=remedy) from error
    if not callable(getattr(theirs, "encode", None)):
        what = f"its encoder {point.name} has no method encode."
        raise ModelError(what, place=package, remedy="Ask its makers to mend it.")
    made: TextEncoder = theirs
    return made


def _describe_package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
