"""Vectors from a server: what is sent, what comes back, and what can be wrong with it."""

import json
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_server import DIMENSIONS, Question, Reply, as_json, encoded, serving, vector_of

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.encoding_cache import encode_with_cache
from thememiner.embedding.models import create_encoder, refuse_unusable_model
from thememiner.embedding.models.endpoint import PROBE, EndpointEncoder
from thememiner.errors import ModelError, ThemeMinerError, UsageError
from thememiner.network import KEY_VARIABLE
from thememiner.storage import VectorCache

CANARY = "the canary sang of her neighbour"
TEXTS = ["I met friends here.", "We cooked.", "The bus was late again, and nobody knew why.", "我们一起做饭"]


def test_vectors_come_in_the_order_of_the_texts() -> None:
    """Each text gets its own vector of unit length, whatever the order of the answer."""
    with serving(encoded) as server:
        encoder = EndpointEncoder(server.address, "small")
        vectors = encoder.encode(TEXTS)
    expected = np.array([vector_of(text) for text in TEXTS])
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert vectors.dtype == np.float32
    assert encoder.windows_.tolist() == [1, 1, 1, 1]
    (question,) = server.questions
    assert question.path == "/v1/embeddings"
    assert json.loads(question.body) == {"model": "small", "input": [TEXTS[3], TEXTS[1], TEXTS[0], TEXTS[2]]}


def test_settings_choose_the_endpoint() -> None:
    """An address, a model and a prompt in the settings are enough; consent is given separately."""
    settings = EmbeddingSettings(endpoint="https://gpu.example.org/v1", model="small", prompt="query: ")
    consent = Permissions(send_text_to="gpu.example.org")
    encoder = create_encoder(settings, consent)
    assert isinstance(encoder, EndpointEncoder)
    assert (encoder.url, encoder.model, encoder.prompt) == (settings.endpoint, "small", "query: ")
    assert encoder.permissions is consent


def test_an_endpoint_needs_the_name_of_its_model() -> None:
    """The default model is not a model of a server."""
    with pytest.raises(UsageError, match=r"Set embedding\.model to the name that the server knows"):
        create_encoder(EmbeddingSettings(endpoint="http://127.0.0.1:1"), Permissions())


@pytest.mark.parametrize("setting", [{"revision": "a"}, {"device": "cpu"}, {"number_type": "bfloat16"}])
def test_a_setting_without_effect_is_refused(setting: dict[str, Any]) -> None:
    """A setting that has no effect on a server is an error."""
    with pytest.raises(UsageError, match=r"has no effect on the model of a server\. Remove embedding\."):
        create_encoder(EmbeddingSettings(endpoint="http://127.0.0.1:1", model="small", **setting), Permissions())


@pytest.mark.parametrize(
    ("endpoint", "model", "problem", "message"),
    [
        pytest.param("http://api.example.org", "small", UsageError, "--send-text-to", id="another machine"),
        pytest.param("http://127.0.0.1:9", "large:cloud", UsageError, "--send-text-to", id="another machine's model"),
        pytest.param("http://127.0.0.1:9", "small", ModelError, "cannot be reached", id="nobody there"),
    ],
)
def test_an_unusable_server_is_refused_before_anything_is_read(
    endpoint: str, model: str, problem: type[ThemeMinerError], message: str
) -> None:
    """Missing consent and a missing answer are errors before the corpus is read."""
    with pytest.raises(problem, match=message):
        refuse_unusable_model(EmbeddingSettings(endpoint=endpoint, model=model), Permissions())


def test_texts_are_sent_in_batches() -> None:
    """No batch has more than 64 texts, texts of similar length are together, and progress is reported."""
    texts = [f"{'word ' * (number % 7)}{number}" for number in range(150)]
    progress: list[tuple[int, int]] = []
    with serving(encoded) as server:
        vectors = EndpointEncoder(server.address, "small").encode(texts, on_batch=lambda *n: progress.append(n))
    batches = [question.texts for question in server.questions]
    assert [len(batch) for batch in batches] == [64, 64, 22]
    assert sorted(map(len, texts)) == [len(text) for batch in batches for text in batch]
    assert progress == [(64, 150), (128, 150), (150, 150)]
    assert np.allclose(vectors[149] @ vector_of(texts[149]), np.linalg.norm(vector_of(texts[149])))


def test_no_texts_send_no_request() -> None:
    """Without texts no server is needed."""
    assert EndpointEncoder("http://127.0.0.1:1", "small").encode([]).shape == (0, 0)


def test_the_prompt_comes_before_every_text() -> None:
    """A prompt is sent with each text, and is part of the identity."""
    with serving(encoded) as server:
        encoder = EndpointEncoder(server.address, "small", prompt="query: ")
        encoder.encode(["one", "three"])
    assert server.questions[0].texts == ["query: one", "query: three"]
    assert encoder.identity != EndpointEncoder(server.address, "small").identity


def test_the_address_is_not_part_of_the_identity() -> None:
    """A model at another port has the same identity, and no manifest names this machine."""
    assert (
        EndpointEncoder("http://127.0.0.1:1", "small").identity
        == EndpointEncoder("http://localhost:2", "small").identity
    )


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is sent, and never shown, even if the server refuses it."""
    monkeypatch.setenv(KEY_VARIABLE, "sesame\n")
    with serving(lambda question: as_json(dict(question.headers), status=401)) as server:
        encoder = EndpointEncoder(server.address, "small")
        with pytest.raises(ModelError, match=f"401: it requires a key.*{KEY_VARIABLE}") as refused:
            encoder.encode(["one"])
    assert server.questions[0].headers["authorization"] == "Bearer sesame"
    assert "sesame" not in f"{refused.value}{encoder!r}{vars(encoder)}"


@pytest.mark.parametrize(
    ("permissions", "message"),
    [
        pytest.param(Permissions(), "--send-text-to api.example.org$", id="nobody named"),
        pytest.param(Permissions(send_text_to="example.org"), "--send-text-to api.example.org$", id="another named"),
        pytest.param(Permissions(send_text_to="api.example.org"), "begins with https", id="named, but without https"),
    ],
)
def test_another_machine_needs_consent(permissions: Permissions, message: str) -> None:
    """Text goes to another machine only if a person named it, and only encrypted."""
    encoder = EndpointEncoder("http://api.example.org/v1", "small", permissions=permissions)
    with pytest.raises(UsageError, match=message):
        encoder.encode([CANARY])


@pytest.mark.parametrize("model", ["large:120b-cloud", "large:Cloud"])
def test_a_cloud_model_needs_consent(model: str) -> None:
    """Ollama on this machine passes text on for such models, so they count as another machine."""
    with serving(encoded) as server:
        with pytest.raises(UsageError, match=r"computes the model .* at ollama.com.*--send-text-to ollama.com$"):
            EndpointEncoder(server.address, model).encode([CANARY])
        assert not server.questions
        allowed = EndpointEncoder(server.address, model, permissions=Permissions(send_text_to="ollama.com"))
        assert allowed.encode(["one"]).shape == (1, DIMENSIONS)


def _listed(*vectors: object) -> Reply:
    return as_json({"data": [{"index": index, "embedding": vector} for index, vector in enumerate(vectors)]})


def _echo(status: int) -> Callable[[Question], Reply]:
    return lambda question: Reply(question.body, status)


NO_LIST = "not a list with a vector for each text"

WRONG_ANSWERS = [
    pytest.param(_echo(404), "404: it has no model small, or", id="unknown model or path"),
    pytest.param(_echo(401), "401: it requires a key", id="no key"),
    pytest.param(_echo(400), "400: it refused the texts; perhaps one is longer", id="too long"),
    pytest.param(_echo(413), "413: it refused the texts; perhaps one is longer", id="too large"),
    pytest.param(_echo(422), "422: it refused the texts; perhaps one is longer", id="not processed"),
    pytest.param(_echo(429), "429: it is too busy", id="too many"),
    pytest.param(_echo(307), "307: it redirects", id="redirect"),
    pytest.param(_echo(500), "500: it failed twice.*--ubatch-size", id="server's error"),
    pytest.param(_echo(503), "503: it failed twice", id="not ready"),
    pytest.param(_echo(200), NO_LIST, id="the question itself"),
    pytest.param(lambda _: Reply(b""), NO_LIST, id="nothing"),
    pytest.param(lambda _: Reply(f"<html>{CANARY}".encode()), NO_LIST, id="a page"),
    pytest.param(lambda _: Reply(b"[" * 100_000), NO_LIST, id="deep nesting"),
    pytest.param(lambda _: Reply(b"\xff\xfe\x00"), NO_LIST, id="no text"),
    pytest.param(lambda _: as_json([CANARY]), NO_LIST, id="a list"),
    pytest.param(lambda _: as_json({"data": []}), NO_LIST, id="no vectors"),
    pytest.param(lambda _: _listed([1.0, 2.0]), NO_LIST, id="a vector too few"),
    pytest.param(lambda _: _listed([1.0], [1.0], [1.0]), "too many vectors", id="a vector too many"),
    pytest.param(lambda _: _listed([1.0], [0.0]), "a vector of zeros", id="zeros"),
    pytest.param(lambda _: _listed([1.0, 2.0], [1.0]), "other than a table of numbers", id="unequal vectors"),
    pytest.param(lambda _: _listed([1.0, float("nan")], [1.0, 1.0]), "are not numbers", id="NaN"),
    pytest.param(lambda _: _listed([1.0, float("inf")], [1.0, 1.0]), "are not numbers", id="infinity"),
    pytest.param(lambda _: _listed([None], [None]), "are not numbers", id="null"),
    pytest.param(lambda _: _listed([10**400], [1]), "other than a table of numbers", id="a number beyond all bounds"),
    pytest.param(lambda _: _listed(CANARY, CANARY), "other than a table of numbers", id="words"),
    pytest.param(lambda _: _listed([[1.0]], [[1.0]]), "of shape", id="a vector for each token"),
    pytest.param(lambda _: _listed([], []), "of shape", id="empty vectors"),
]


@pytest.mark.parametrize(("reply", "message"), WRONG_ANSWERS)
def test_a_wrong_answer_is_an_error(reply: Callable[[Question], Reply], message: str) -> None:
    """It says within 5 seconds what was wrong and where, and never what was sent, even if the server repeats it."""
    began = time.monotonic()
    with serving(reply) as server, pytest.raises(ModelError, match=message) as error:
        EndpointEncoder(server.address, "small").encode([CANARY, "We cooked."])
    assert time.monotonic() - began < 5
    assert str(error.value).startswith(server.address)
    assert "canary" not in "".join(traceback.format_exception(error.value))
    assert error.value.remedy


def test_large_and_small_numbers_are_scaled() -> None:
    """No square overflows or underflows."""
    with serving(lambda _: _listed([3e300, 4e300], [3e-300, 4e-300])) as server:
        vectors = EndpointEncoder(server.address, "small").encode(["one", "two"])
    assert np.allclose(vectors, [[0.6, 0.8], [0.6, 0.8]])


def test_a_failed_request_is_repeated_once() -> None:
    """One server error is not an error of the run."""
    with serving(lambda question: encoded(question) if len(server.questions) > 1 else Reply(b"", 500)) as server:
        assert EndpointEncoder(server.address, "small").encode(["one"]).shape == (1, DIMENSIONS)
    assert len(server.questions) == 2


def test_a_model_replaced_in_the_middle_is_noticed() -> None:
    """Vectors of two lengths are an error."""
    with serving(lambda question: _listed(*[[1.0] * len(server.questions) for _ in question.texts])) as server:
        encoder = EndpointEncoder(server.address, "small")
        with pytest.raises(ModelError, match="of 1 and of 2 dimensions"):
            encoder.encode([str(number) for number in range(65)])


def _bent(question: Question, strength: float) -> Reply:
    bend = np.cos(np.arange(DIMENSIONS)) * strength
    return _listed(*[(np.array(vector_of(text)) + bend).tolist() for text in question.texts])


@pytest.mark.parametrize(
    ("later", "same"),
    [
        pytest.param(encoded, True, id="the same"),
        pytest.param(lambda question: _bent(question, 0.01), True, id="rounded otherwise"),
        pytest.param(lambda question: _bent(question, 0.5), False, id="another model"),
        pytest.param(lambda _: _listed([1.0, 2.0]), False, id="other dimensions"),
    ],
)
def test_a_changed_model_is_an_error(tmp_path: Path, later: Callable[[Question], Reply], *, same: bool) -> None:
    """A cache made with another model under the same name is not used."""
    with serving(encoded) as server:
        EndpointEncoder(server.address, "small").refuse_changed(VectorCache(tmp_path))
    with serving(later) as server:
        encoder = EndpointEncoder(server.address, "small")
        if same:
            encoder.refuse_changed(VectorCache(tmp_path))
        else:
            with pytest.raises(ModelError, match=r"gives other vectors than when the cache.*thememiner cache clear"):
                encoder.refuse_changed(VectorCache(tmp_path))
    assert [question.texts for question in server.questions] == [[PROBE]]


def test_a_second_run_sends_one_sentence(tmp_path: Path) -> None:
    """Cached texts are not sent again, but the model is compared each time."""
    with serving(encoded) as server:
        first = encode_with_cache(EndpointEncoder(server.address, "small"), TEXTS, VectorCache(tmp_path))
        before = len(server.questions)
        second = encode_with_cache(EndpointEncoder(server.address, "small"), TEXTS, VectorCache(tmp_path))
    assert [question.texts for question in server.questions[before:]] == [[PROBE]]
    assert np.array_equal(first.vectors, second.vectors)
    with (
        serving(lambda question: _bent(question, 0.5)) as server,
        pytest.raises(ModelError, match="gives other vectors"),
    ):
        encode_with_cache(EndpointEncoder(server.address, "small"), TEXTS, VectorCache(tmp_path))


def test_another_name_is_another_model(tmp_path: Path) -> None:
    """A model is compared only with the same name."""
    with serving(encoded) as server:
        EndpointEncoder(server.address, "small").refuse_changed(VectorCache(tmp_path))
    with serving(lambda _: _listed([1.0, 2.0])) as server:
        EndpointEncoder(server.address, "other").refuse_changed(VectorCache(tmp_path))
