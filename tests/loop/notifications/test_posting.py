"""What reaches a receiver, and what never leaves: against a real server on this machine."""

import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from scorewright.loop.notifications import posting
from scorewright.loop.notifications.delivery_failure import DeliveryFailedError
from scorewright.loop.notifications.posting import post

LOOPBACK, V6 = (ip_network("127.0.0.0/8"),), ip_network("::1/128")


class LookUp:
    """Answers one after the other, as a name server that changes its mind."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0)


def _post(url: str, **options: Any) -> None:
    post(url, headers={"webhook-id": "msg_1"}, body=b"{}", **{"allowed": LOOPBACK, **options})


def test_post__a_name__resolved_once_and_that_address_connected_to(receiver) -> None:
    look_up = LookUp(["127.0.0.1"], ["127.0.0.9"])
    _post(f"http://hooks.test:{receiver.port}/in?team=a", look_up=look_up)
    ((path, headers, body),) = receiver.requests
    assert (path, body, headers["host"]) == ("/in?team=a", b"{}", f"hooks.test:{receiver.port}")
    assert (headers["webhook-id"], look_up.asked) == ("msg_1", ["hooks.test"])


def test_post__name_server_changes_its_mind__never_a_private_connection() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    look_up = LookUp(["93.184.216.34"], ["127.0.0.1"])
    given = {"look_up": look_up, "allowed": (), "transport": httpx.MockTransport(answer)}
    _post("https://hooks.example.org/in", **given)
    assert look_up.asked == ["hooks.example.org"]
    (request,) = seen
    assert (request.url.host, request.headers["host"]) == ("93.184.216.34", "hooks.example.org")
    assert request.extensions["sni_hostname"] == "hooks.example.org"
    with pytest.raises(DeliveryFailedError, match="may not reach"):
        _post("https://hooks.example.org/in", **given)
    assert len(seen) == 1


def test_post__private_address__refused_before_any_connection(receiver) -> None:
    for url in (receiver.url, receiver.url.replace("http:", "https:"), f"https://[::ffff:127.0.0.1]:{receiver.port}/"):
        with pytest.raises(DeliveryFailedError, match=r"may not reach|only https"):
            _post(url, allowed=())
    assert receiver.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_post__redirect__not_followed(receiver, status: int) -> None:
    receiver.status, receiver.headers = status, {"Location": f"http://127.0.0.1:{receiver.port}/inner"}
    with pytest.raises(DeliveryFailedError, match="redirects are not followed"):
        _post(receiver.url)
    assert [path for path, *_ in receiver.requests] == ["/in"]


def test_post__proxy_in_the_environment__passed_by(receiver, monkeypatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    _post(receiver.url)
    assert len(receiver.requests) == 1


def test_post__first_address_refuses__the_next_is_tried(receiver) -> None:
    _post(f"http://hooks.test:{receiver.port}/", look_up=LookUp(["::1", "127.0.0.1"]), allowed=(*LOOPBACK, V6))
    assert len(receiver.requests) == 1


def test_post__nobody_listens__a_failure_in_words() -> None:
    with pytest.raises(DeliveryFailedError, match="the exchange failed: ConnectError"):
        _post("http://127.0.0.1:1/")


def test_post__one_byte_after_another__given_up_at_the_deadline(receiver) -> None:
    enough = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not enough.wait(0.05):
            try:
                handler.wfile.write(b"z")
                handler.wfile.flush()
            except OSError:
                return

    receiver.answer = drip
    begun = time.monotonic()
    try:
        with pytest.raises(DeliveryFailedError, match=r"no answer within 0\.5 seconds"):
            _post(receiver.url, seconds=0.5)
    finally:
        enough.set()
    assert time.monotonic() - begun < posting.SECONDS


def test_post__endless_body__not_read(receiver) -> None:
    written: list[int] = []

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        try:
            while len(written) < 10_000:
                written.append(handler.wfile.write(b"x" * 65_536))
        except OSError:
            return

    receiver.answer = flood
    _post(receiver.url)
    assert len(written) < 10_000


def test_post__no_http_at_all__a_failure(receiver) -> None:
    receiver.answer = lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n\r\n") and None
    with pytest.raises(DeliveryFailedError, match="RemoteProtocolError"):
        _post(receiver.url)


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [(503, "120", 120), (429, "-5", None), (429, "Wed, 21 Oct 2026 07:28:00 GMT", None), (429, "9" * 40, None)],
)
def test_post__asked_to_wait__told_how_long(receiver, status: int, retry_after: str, seconds: int | None) -> None:
    receiver.status, receiver.headers = status, {"Retry-After": retry_after}
    with pytest.raises(DeliveryFailedError) as failed:
        _post(receiver.url)
    asked = failed.value.asked_for
    assert (asked.total_seconds() if asked else None, failed.value.gone) == (seconds, False)


@pytest.fixture
def tls_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server with a certificate for hooks.test, which is trusted while the test runs."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl not found: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=hooks.test", "-addext", "subjectAltName=DNS:hooks.test"]
    subprocess.run([*made, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    posting._trusted.cache_clear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
    posting._trusted.cache_clear()


def test_post__tls__the_certificate_must_be_of_the_name(tls_port: int) -> None:
    _post(f"https://hooks.test:{tls_port}/", look_up=LookUp(["127.0.0.1"]))
    with pytest.raises(DeliveryFailedError, match="CERTIFICATE_VERIFY_FAILED"):
        _post(f"https://other.test:{tls_port}/", look_up=LookUp(["127.0.0.1"]))
