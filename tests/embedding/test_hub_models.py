"""Models of the hub: downloaded from a small hub on this machine, and found again without it."""

import io
import json
import os
import pty
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from huggingface_hub import constants
from huggingface_hub.utils.tqdm import are_progress_bars_disabled
from tiny_models import tiny_bert

from thememiner.embedding.models.sources import find_hub_model, is_hub_name
from thememiner.errors import ModelError

NAME = "some-owner/tiny-model"
COMMIT = "a" * 40
PROGRAM = """
import json, sys
from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.models import create_encoder
from thememiner.errors import ModelError
name, revision, download = sys.argv[1:]
encoder = create_encoder(EmbeddingSettings(model=name, revision=revision), Permissions(download=bool(download)))
try:
    folder = encoder.folder
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    print(json.dumps({"files": files, "shape": encoder.encode(["home"]).shape, **encoder.identity}))
except ModelError as error:
    print(json.dumps({"error": str(error)}))
"""


class _SmallHub(BaseHTTPRequestHandler):
    """The part of the hub's API that a download needs."""

    folder: Path
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith((f"/api/models/{NAME}/tree/{COMMIT}",)):
            self._answer(json.dumps([self._entry(file) for file in self._files()]).encode())
        elif path in {
            f"/api/models/{NAME}",
            f"/api/models/{NAME}/revision/main",
            f"/api/models/{NAME}/revision/{COMMIT}",
        }:
            self._answer(json.dumps({"id": NAME, "sha": COMMIT, "siblings": []}).encode())
        elif path.startswith(f"/{NAME}/resolve/{COMMIT}/"):
            self._answer((self.folder / path.split("/", 5)[5]).read_bytes())
        else:
            known = path.startswith(f"/api/models/{NAME}/")
            self._answer(b"{}", 404, {"X-Error-Code": "RevisionNotFound" if known else "RepoNotFound"})

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def _entry(self, file: Path) -> dict[str, object]:
        data = file.read_bytes()
        return {"type": "file", "path": file.relative_to(self.folder).as_posix(), "size": len(data), "oid": _etag(data)}

    def _answer(self, content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        message = {"Content-Length": str(len(content)), "ETag": f'"{_etag(content)}"', "X-Repo-Commit": COMMIT}
        for name, value in {**message, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Keep quiet."""


def _etag(data: bytes) -> str:
    return sha1(data, usedforsecurity=False).hexdigest()


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Hub", (_SmallHub,), {"folder": folder, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def _asked(hub: str, home: Path, name: str = NAME, revision: str = "", download: str = "yes") -> dict[str, object]:
    """Ask for a model in another process, because a process reads the hub's address only once."""
    environment = {"HF_ENDPOINT": hub, "HF_HOME": str(home), "PATH": "", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", PROGRAM, name, revision, download],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, object] = json.loads(ran.stdout)
    return answer


def test_a_model_is_downloaded_once_and_pinned(tmp_path: Path) -> None:
    """The commit is recorded, code and pickles are not downloaded, and the second time no hub is needed."""
    source = tiny_bert(tmp_path / "source")
    (source / "pytorch_model.bin").write_bytes(b"pickled")
    (source / "program.py").write_text("raise SystemExit", encoding="utf-8")
    with _serving(source) as (hub, asked):
        first = _asked(hub, tmp_path / "home")
    assert first["model"] == NAME
    assert first["revision"] == COMMIT
    assert first["shape"] == [1, 32]
    assert "model.safetensors" in str(first["files"])
    assert not any(path.endswith((".bin", ".py")) for path in asked)
    nobody = "http://127.0.0.1:9"
    assert _asked(nobody, tmp_path / "home", download="") == first
    assert _asked(nobody, tmp_path / "home", revision=COMMIT, download="") == first
    other = _asked(nobody, tmp_path / "home", revision="b" * 40, download="")
    assert "downloaded to this machine in revision bbbb" in str(other["error"])


@pytest.mark.parametrize(
    ("name", "revision", "message"),
    [
        pytest.param(NAME, "b" * 40, "no revision bbbb", id="revision"),
        pytest.param("some-owner/no-model", "", "does not have the model", id="name"),
    ],
)
def test_a_missing_model_or_revision_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, revision: str, message: str
) -> None:
    """The error says whether the name or the revision is wrong."""
    with _serving(tmp_path) as (hub, _):
        _use_hub(monkeypatch, hub, tmp_path / "home")
        with pytest.raises(ModelError, match=message):
            find_hub_model(name, revision=revision, download=True)


@pytest.mark.parametrize("terminal", [True, False])
def test_the_progress_of_a_download_is_shown_on_terminals_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, terminal: bool
) -> None:
    """A log file gets no bars, and afterwards the library shows its bars as before."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "config.json").write_text("{}", "utf-8")
    own, others = pty.openpty()
    termios.tcsetwinsize(others, (24, 80))
    with os.fdopen(own, "rb", 0) as screen, os.fdopen(others, "w", encoding="utf-8") as printed:
        monkeypatch.setattr(sys, "stderr", printed if terminal else io.StringIO())
        with _serving(tmp_path / "source") as (hub, _):
            _use_hub(monkeypatch, hub, tmp_path / "home")
            folder = find_hub_model(NAME, download=True)
        printed.write("end")
        printed.flush()
        shown = b""
        while not shown.endswith(b"end"):
            shown += screen.read(4096)
    assert (folder.name, (folder / "config.json").read_text("utf-8")) == (COMMIT, "{}")
    assert (b"100%" in shown) is terminal
    assert not are_progress_bars_disabled()


def _use_hub(monkeypatch: pytest.MonkeyPatch, hub: str, home: Path) -> None:
    """Let the library, which reads its settings only once, ask another hub and download to another folder."""
    monkeypatch.setattr(constants, "ENDPOINT", hub)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", f"{hub}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


@pytest.mark.parametrize(
    ("download", "message"),
    [
        pytest.param("", "add --allow-download", id="not allowed"),
        pytest.param("yes", "could not be downloaded from http://127.0.0.1:9", id="no network"),
    ],
)
def test_a_missing_model_is_an_error_within_seconds(tmp_path: Path, download: str, message: str) -> None:
    """With or without permission to download, the error says what to do."""
    began = time.monotonic()
    error = str(_asked("http://127.0.0.1:9", tmp_path, download=download)["error"])
    assert message in error
    assert "folder of a copy" in error
    if not download:
        assert error.startswith(f"{NAME}: there is no such folder, and no model of that name was downloaded")
        assert "Check the spelling." in error
    assert time.monotonic() - began < 30  # mostly the start of a process on a busy machine; the error itself is instant


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("BAAI/bge-m3", True, id="name"),
        pytest.param("bge-m3", False, id="no owner"),
        pytest.param("./models/bge", False, id="path"),
        pytest.param("/models/bge", False, id="absolute path"),
        pytest.param("a/b/c", False, id="deep path"),
        pytest.param("..\\models", False, id="path on Windows"),
    ],
)
def test_names_are_distinguished_from_paths(text: str, is_one: bool) -> None:  # noqa: FBT001 - a table's column
    """Only owner/name is a name on the hub."""
    assert is_hub_name(text) is is_one
