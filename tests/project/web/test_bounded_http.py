"""uvicorn with our bounds, on a real socket."""

import asyncio
import threading
import time
from collections.abc import Iterator
from socket import create_connection, create_server, socket
from typing import Any

import pytest
import uvicorn

from scorewright.project.embedded.ports import LOOPBACK
from scorewright.project.web import bounded_http
from scorewright.project.web.bounded_http import BoundedHttp


async def hello(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.3)
    listening = create_server((LOOPBACK, 0))
    server = uvicorn.Server(uvicorn.Config(hello, http=BoundedHttp, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def answer(connection: socket) -> bytes:
    """All that is answered until the server closes, or says nothing for two seconds."""
    connection.settimeout(2)
    found = b""
    try:
        while data := connection.recv(65536):
            found += data
    except (TimeoutError, ConnectionResetError):
        return found
    return found


def one_answer(connection: socket) -> bytes:
    """What is answered to GOOD, which ends with its body."""
    found = b""
    connection.settimeout(5)
    while not found.endswith(b"{}"):
        data = connection.recv(65536)
        assert data, found
        found += data
    return found


GOOD = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"


def test_request__in_one_piece_and_in_many__answered_on_one_connection(port: int) -> None:
    with create_connection((LOOPBACK, port)) as connection:
        connection.sendall(GOOD)
        assert one_answer(connection).startswith(b"HTTP/1.1 200")
        for byte in GOOD:
            connection.sendall(bytes([byte]))
        assert one_answer(connection).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nhost: a\r\n", GOOD + b"GET / HT"])
def test_head__that_does_not_end__408_and_closed(port: int, sent: bytes) -> None:
    with create_connection((LOOPBACK, port)) as connection:
        connection.sendall(sent)
        assert b"408 Request Timeout" in answer(connection)


def test_body__that_comes_slowly__is_not_the_heads_fault(port: int) -> None:
    with create_connection((LOOPBACK, port)) as connection:
        connection.sendall(GOOD[:-1])
        time.sleep(0.6)
        connection.sendall(GOOD[-1:])
        assert one_answer(connection).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("endless", [b"x-one: " + b"a" * 10_000, b"x: y\r\n" * 2_000])
def test_head__without_end__closed_long_before_the_memory_is_full(port: int, endless: bytes) -> None:
    with create_connection((LOOPBACK, port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n")
        sent = 0
        try:
            while sent < 100_000_000:
                connection.sendall(endless)
                sent += len(endless)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 100_000_000


def test_head__larger_than_it_may_be__431(port: int) -> None:
    with create_connection((LOOPBACK, port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: a\r\nx-one: " + b"a" * 66_000)
        assert answer(connection).startswith(b"HTTP/1.1 431")
