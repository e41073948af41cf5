"""The HTTP client: what it sends, and how it ends when a server misbehaves."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_server import Question, Reply, as_json, serving

from thememiner.errors import ModelError, UsageError
from thememiner.network import open_connection
from thememiner.network.client import LARGEST_ANSWER

CANARY = "the canary sang of her neighbour"


def _address(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_question_is_answered() -> None:
    """JSON goes out, status and body come back; half a character cannot stop it."""
    with (
        serving(lambda _: as_json({"fine": True}, status=418)) as server,
        open_connection(server.address + "/") as connection,
    ):
        answer = connection.post("/embeddings", {"input": ["é", "\ud83d"]})
    assert (answer.status, answer.content) == (418, b'{"fine": true}')
    assert server.questions[0].path == "/v1/embeddings"
    assert server.questions[0].texts == ["é", "\ud83d"]


def test_a_key_is_sent_as_a_bearer_token() -> None:
    """A key goes into the header that servers expect; without one there is none."""
    with serving(lambda _: Reply(b"")) as server:
        for key in ("sesame", ""):
            with open_connection(server.address, key=key) as connection:
                connection.post("", {})
    assert [question.headers.get("authorization") for question in server.questions] == ["Bearer sesame", None]


@pytest.mark.parametrize("key", [pytest.param("sesame\nX: y", id="line break"), pytest.param("芝麻", id="Chinese")])
def test_invalid_key_is_refused(key: str) -> None:
    """An invalid key is refused before anything is sent, and the message does not repeat it."""
    with pytest.raises(UsageError, match="keys cannot have") as refused, open_connection("http://127.0.0.1", key=key):
        pass
    assert key not in str(refused.value)


def test_only_a_trusted_certificate_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's certificate is accepted only if this machine trusts its authority."""
    certificate = _certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with serving(lambda _: Reply(b"server"), tls=context) as server:
        with (
            open_connection(server.address) as connection,
            pytest.raises(ModelError, match="certificate verify failed"),
        ):
            connection.post("", {"input": CANARY})
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with open_connection(server.address) as connection:
            assert connection.post("", {}).content == b"server"


def _certificate(folder: Path) -> Path:
    """Return a file with a new key and its certificate for this machine, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the program openssl to make a certificate")
    path = folder / "certificate.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(path)]
    subprocess.run([openssl, *words.split(), *files], check=True, capture_output=True)  # noqa: S603 - our own words
    path.write_bytes(path.read_bytes() + (folder / "key.pem").read_bytes())
    return path


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text for this machine is never sent through a proxy."""
    with serving(lambda _: Reply(b"proxy")) as proxy, serving(lambda _: Reply(b"server")) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with open_connection(server.address) as connection:
            assert connection.post("", {}).content == b"server"


def test_redirects_are_not_followed() -> None:
    """A server that redirects elsewhere does not make the client send text there."""
    with serving(lambda _: Reply(b"")) as elsewhere:
        with (
            serving(lambda _: Reply(b"", 307, {"Location": elsewhere.address})) as server,
            open_connection(server.address) as connection,
        ):
            assert connection.post("", {"input": CANARY}).status == 307
        assert not elsewhere.questions


def test_unreachable_server_is_reported_at_once() -> None:
    """A port without a server is one clear error within 5 seconds."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        began = time.monotonic()
        with (
            open_connection(_address(taken)) as connection,
            pytest.raises(ModelError, match="cannot be reached") as error,
        ):
            connection.post("", {"input": CANARY})
    assert "[" not in str(error.value)
    assert time.monotonic() - began < 5


def test_silent_server_times_out() -> None:
    """A server that accepts the connection and never answers is an error."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        open_connection(_address(silent), patience=0.2) as connection,
        pytest.raises(ModelError, match="did not answer in time"),
    ):
        connection.post("", {})


def _too_long(_: Question) -> Reply:
    return Reply(b" " * (LARGEST_ANSWER + 1))


def _broken_off(_: Question) -> Reply:
    return Reply(CANARY.encode(), headers={"Content-Length": "1000"})


def _not_what_it_says(_: Question) -> Reply:
    return Reply(CANARY.encode(), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        pytest.param(_too_long, "longer than 64 MB", id="too long"),
        pytest.param(_broken_off, "broke off the connection", id="broken off"),
        pytest.param(_not_what_it_says, "broke off the connection", id="not compressed as it says"),
    ],
)
def test_bad_answers_are_clear_errors(reply: Callable[[Question], Reply], message: str) -> None:
    """A bad answer is one error, which repeats neither question nor answer."""
    began = time.monotonic()
    with serving(reply) as server, open_connection(server.address) as connection, pytest.raises(ModelError) as error:
        connection.post("", {"input": CANARY})
    assert message in str(error.value)
    assert CANARY not in str(error.value)
    assert time.monotonic() - began < 5


def test_server_without_http_is_a_clear_error() -> None:
    """A server of another protocol is not reported as missing."""
    with socket.create_server(("127.0.0.1", 0)) as other, open_connection(_address(other)) as connection:
        thread = threading.Thread(target=_greet, args=(other,))
        thread.start()
        with pytest.raises(ModelError, match="does not use HTTP"):
            connection.post("", {})
        thread.join()


def _greet(listening: socket.socket) -> None:
    accepted, _ = listening.accept()
    with accepted:
        accepted.recv(2**16)
        accepted.sendall(b"220 mail.example.org ready\r\n")
