"""A real server on this machine, in a thread, that answers what a test wants."""

import hashlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DIMENSIONS = 16


@dataclass(frozen=True)
class Question:
    """What was asked: path, headers in lower case, and body."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def texts(self) -> list[str]:
        """The texts to be encoded."""
        texts: list[str] = json.loads(self.body)["input"]
        return texts


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    content: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class SmallServer(ThreadingHTTPServer):
    """Answers each question by a function, and keeps the questions."""

    def __init__(self, reply: Callable[[Question], Reply], *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.reply = reply
        self.questions: list[Question] = []

    @property
    def address(self) -> str:
        """Its address, with a version behind it."""
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when the other side has had enough."""


class _Handler(BaseHTTPRequestHandler):
    server: SmallServer

    def do_POST(self) -> None:
        """Answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        question = Question(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.questions.append(question)
        reply = self.server.reply(question)
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.content)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Keep quiet."""


@contextmanager
def serving(reply: Callable[[Question], Reply], *, tls: ssl.SSLContext | None = None) -> Iterator[SmallServer]:
    """Run a server as long as the block."""
    with SmallServer(reply, tls=tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def vector_of(text: str) -> list[float]:
    """Return a vector that counts a text's words, each in the place that its hash names."""
    counts = [0.0] * DIMENSIONS
    for word in text.lower().split():
        counts[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1.0
    return counts


def encoded(question: Question) -> Reply:
    """Answer as an encoder does, in an order of its own."""
    data = [{"index": index, "embedding": vector_of(text)} for index, text in enumerate(question.texts)]
    return as_json({"object": "list", "data": data[::-1], "model": "small"})


def as_json(value: Any, *, status: int = 200) -> Reply:  # noqa: ANN401 - JSON is anything
    """Return a reply of JSON."""
    return Reply(json.dumps(value).encode(), status)
