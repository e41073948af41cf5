"""Encoders of other packages are found by their entry points, and their vectors are checked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.models import create_encoder
from thememiner.embedding.models.registry import IdentifiedEncoder, InstalledEncoder, find_installed_encoder
from thememiner.errors import ModelError, UsageError

ENCODER = '''
import numpy as np

class Letters:
    """Counts letters."""

    def encode(self, texts):
        return [[float(text.count(letter)) for letter in "aeiou"] for text in texts]

class Known(Letters):
    identity = {"model": "none", "letters": "aeiou"}

class Strange(Letters):
    identity = {"letters": ["a"]}

class Needy(Letters):
    def __init__(self, language):
        self.language = language

def too_few():
    return Giving(np.ones((1, 3)))

def nothing():
    return Giving(None)

def flat():
    return Giving(np.ones(2))

def ragged():
    return Giving([[1.0], [1.0, 2.0]])

def not_numbers():
    return Giving(np.full((2, 3), np.nan))

class Giving:
    def __init__(self, vectors):
        self.vectors = vectors

    def encode(self, texts):
        return self.vectors
'''

NAMES = (
    *("Letters", "Known", "Strange", "Needy", "too_few", "nothing", "flat", "ragged", "not_numbers"),
    *("missing", "ENCODER", "dict"),
)
TEXTS = ["a canoe", "the canary sang"]

Install = Callable[[str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that installs a package of encoders with this name, version 1.2."""

    def installed(package: str) -> None:
        folder = tmp_path / package
        information = folder / f"{package}-1.2.dist-info"
        information.mkdir(parents=True)
        (folder / f"{package}_encoders.py").write_text(ENCODER)
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n")
        points = "".join(f"{name} = {package}_encoders:{name}\n" for name in NAMES)
        (information / "entry_points.txt").write_text(f"[thememiner.encoders]\nabsent = nowhere:Encoder\n{points}")
        monkeypatch.syspath_prepend(str(folder))

    return installed


def test_an_installed_encoder_is_found_by_its_name(install: Install) -> None:
    """Its vectors are scaled to unit length, and the name and version of its package are known."""
    install("letters")
    encoder = find_installed_encoder("Letters")
    assert encoder is not None
    progress: list[tuple[int, int]] = []
    vectors = encoder.encode(["ae", "xyz"], on_batch=lambda *n: progress.append(n))
    assert np.allclose(vectors, [[0.5**0.5, 0.5**0.5, 0.0, 0.0, 0.0], [0.0] * 5])
    assert vectors.dtype == np.float32
    assert encoder.encode([]).shape == (0, 0)
    assert (encoder.name, progress) == ("Letters (letters 1.2)", [(2, 2)])


def test_settings_choose_it_by_its_name(install: Install) -> None:
    """The configuration needs only the name."""
    install("letters")
    assert isinstance(create_encoder(EmbeddingSettings(model="Letters"), Permissions()), InstalledEncoder)


@pytest.mark.parametrize("setting", [{"prompt": "query: "}, {"revision": "a"}, {"device": "cpu"}])
def test_a_setting_without_effect_is_refused(install: Install, setting: dict[str, Any]) -> None:
    """A setting that has no effect on another package's encoder is an error."""
    install("letters")
    with pytest.raises(UsageError, match=r"has no effect on the encoder of another package\. Remove embedding\."):
        create_encoder(EmbeddingSettings(model="Letters", **setting), Permissions())


def test_a_name_without_entry_point_is_not_found() -> None:
    """Then there is no installed encoder."""
    assert find_installed_encoder("Letters") is None


def test_only_an_encoder_with_an_identity_is_cached(install: Install) -> None:
    """Without an identity a changed encoder could not be noticed."""
    install("letters")
    assert not hasattr(find_installed_encoder("Letters"), "identity")
    known = find_installed_encoder("Known")
    assert isinstance(known, IdentifiedEncoder)
    assert known.identity == {
        "model": "Known (letters 1.2)",
        "encoder_letters": "aeiou",
        "encoder_model": "none",
    }


def test_an_identity_must_be_a_mapping(install: Install) -> None:
    """An identity that cannot be stored is an error."""
    install("letters")
    strange = find_installed_encoder("Strange")
    assert isinstance(strange, IdentifiedEncoder)
    with pytest.raises(ModelError, match=r"letters 1\.2: the identity of its encoder Strange"):
        _ = strange.identity


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("absent", "absent cannot be loaded.*nowhere", id="no module"),
        pytest.param("missing", "missing cannot be loaded", id="no such thing in the module"),
        pytest.param("Needy", "Needy cannot be loaded.*language", id="wants arguments"),
        pytest.param("ENCODER", "ENCODER cannot be loaded", id="cannot be called"),
    ],
)
def test_an_encoder_that_cannot_be_created_is_an_error(install: Install, name: str, message: str) -> None:
    """The error names the package and the encoder."""
    install("letters")
    with pytest.raises(ModelError, match=rf"^letters 1\.2: its encoder {message}"):
        find_installed_encoder(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("too_few", r"shape \(1, 3\) for 2 texts", id="a row too few"),
        pytest.param("flat", r"shape \(2,\) for 2 texts", id="no rows"),
        pytest.param("nothing", r"shape \(\) for 2 texts", id="nothing"),
        pytest.param("ragged", "other than a table of numbers", id="rows of several lengths"),
        pytest.param("not_numbers", "not numbers", id="NaN"),
    ],
)
def test_vectors_of_an_installed_encoder_are_checked(install: Install, name: str, message: str) -> None:
    """Anything but a row of numbers for each text is an error that names the package and repeats no text."""
    install("letters")
    encoder = find_installed_encoder(name)
    assert encoder is not None
    with pytest.raises(ModelError, match=rf"^letters 1\.2: .*{message}") as error:
        encoder.encode(TEXTS)
    assert "canary" not in str(error.value)


def test_two_packages_with_one_name_are_an_error(install: Install) -> None:
    """The error names both packages."""
    install("letters")
    install("others")
    with pytest.raises(ModelError, match=r"letters 1\.2, others 1\.2.*all of them but one"):
        find_installed_encoder("Letters")
