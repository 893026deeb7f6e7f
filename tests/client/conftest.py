"""A server that misbehaves as it is told to, and both clients of it."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import isasyncgen, isgenerator
from operator import attrgetter
from typing import Any

import pytest

from scorewright.client import AsyncClient, Client

KEY = "sw_" + "0" * 32 + "_secret"


def decision(**changes: Any) -> dict[str, Any]:
    """What the service answers to a record."""
    return {
        "decision_id": str(uuid.uuid4()),
        "use_case": "retention",
        "probability": 0.25,
        "label": "No",
        "score": None,
        "band": "stays",
        "risk": "low",
        "confidence": 0.75,
        "width": None,
        "needs_review": False,
        "reasons": [{"feature": "tenure", "words": "a customer for long", "contribution": -0.5}],
        "model_version": "v1",
        "fallback": False,
        "at": "2026-11-21T10:15:02.114000Z",
        "a_member_of_later": [1, 2],
    } | changes


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def key(self) -> str | None:
        return self.headers.get("idempotency-key")


Act = Callable[[BaseHTTPRequestHandler, Seen], None]


@dataclass
class Server:
    """``script`` says what is done with each request, in their order; the last act is repeated."""

    url: str = ""
    script: list[Act] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def does(self, *acts: Act) -> None:
        self.script = list(acts)

    def next_act(self) -> Act:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    @property
    def keys(self) -> list[str | None]:
        return [seen.key for seen in self.seen]


def answer(body: Any, status: int = 200, **headers: str) -> Act:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def act(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return act


def problem(status: int, title: str = "Refused", errors: Any = (), **headers: str) -> Act:
    body = {"type": "about:blank", "status": status, "title": title, "detail": "No.", "errors": list(errors)}
    return answer(body, status, Content_Type="application/problem+json", **headers)


def drop(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def truncate(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"decision_id"')
    handler.close_connection = True


def stall(seconds: float) -> Act:
    def act(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return act


def verdicts(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
    """Decide on a list: what has no ``tenure`` breaks a rule, the others' ``tenure`` comes back as the score."""
    broken = {"errors": [{"field": "tenure", "rule": "required", "message": "is required", "received": "nothing"}]}
    found = [decision(score=record["tenure"]) if "tenure" in record else broken for record in seen.json]
    answer({"decisions": found})(handler, seen)


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(self.command, self.path, headers, body)
            served.seen.append(seen)
            served.next_act()(self, seen)

        do_GET = do_POST = handle_any  # noqa: N815 - the names that the standard library calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    served.url = f"http://127.0.0.1:{listening.server_address[1]}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    listening.shutdown()
    thread.join()
    listening.server_close()


Ask = Callable[..., Any]


@pytest.fixture(params=["waiting", "awaiting"])
def ask(request: pytest.FixtureRequest, server: Server) -> Ask:
    """``ask("decide", ...)`` by either client; both must behave the same."""

    def waiting(name: str, *arguments: Any, timeout: float = 5.0, retries: int = 3, **named: Any) -> Any:
        with Client(server.url, KEY, timeout=timeout, retries=retries) as client:
            found = attrgetter(name)(client)(*arguments, **named)
            return list(found) if isgenerator(found) else found

    def awaiting(name: str, *arguments: Any, timeout: float = 5.0, retries: int = 3, **named: Any) -> Any:
        async def asked() -> Any:
            async with AsyncClient(server.url, KEY, timeout=timeout, retries=retries) as client:
                found = attrgetter(name)(client)(*arguments, **named)
                return [each async for each in found] if isasyncgen(found) else await found

        return asyncio.run(asked())

    return waiting if request.param == "waiting" else awaiting


@pytest.fixture(params=["waiting", "awaiting"])
def on_job(request: pytest.FixtureRequest, server: Server) -> Ask:
    """``on_job(path, acts)`` sends a file and does ``acts`` (method, arguments...) with its job; what each answered.

    ``begun`` is another call (name, arguments...) that answers with a job.
    """

    def waiting(path: Any, *acts: Any, begun: Any = None, **named: Any) -> Any:
        with Client(server.url, KEY, **named) as client:
            call, *given = begun or ("batch", "retention", path)
            job = attrgetter(call)(client)(*given)
            return job, [getattr(job, name)(*arguments) for name, *arguments in acts]

    def awaiting(path: Any, *acts: Any, begun: Any = None, **named: Any) -> Any:
        async def done() -> Any:
            async with AsyncClient(server.url, KEY, **named) as client:
                call, *given = begun or ("batch", "retention", path)
                job = await attrgetter(call)(client)(*given)
                return job, [await getattr(job, name)(*arguments) for name, *arguments in acts]

        return asyncio.run(done())

    return waiting if request.param == "waiting" else awaiting
