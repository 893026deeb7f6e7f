"""A real receiver of webhooks and a real mail server, on this machine, and what they were told."""

import socketserver
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from scorewright.loop.notifications.models import NotificationDelivery

LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass
class Receiver:
    """Answers each POST with ``status`` and ``headers``, or with what ``answer`` does in its place."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if told.answer is not None:
                told.answer(self)
                return
            self.send_response(told.status)
            for name, value in {"Content-Length": "0", **told.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class MailServer:
    """Takes what it is sent, or refuses each recipient where ``refusing``."""

    refusing: bool = False
    mails: list[tuple[list[str], str]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def mail_server(settings_of: Callable[..., None]) -> Iterator[MailServer]:
    """Django sends to it while the test runs."""
    told = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 tests")
            recipients: list[str] = []
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    recipients.append(line.partition("<")[2].partition(">")[0])
                    self._say("550 nobody here" if told.refusing else "250 ok")
                elif verb == "DATA":
                    self._say("354 go on")
                    told.mails.append((recipients, self._text()))
                    self._say("250 ok")
                else:
                    self._say("221 bye" if verb == "QUIT" else "250 ok")

        def _text(self) -> str:
            lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
            return "".join(lines).replace("\r\n", "\n")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings_of(
            EMAIL_READY=True,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=told.port,
            DEFAULT_FROM_EMAIL="Scores <scores@example.org>",
        )
        yield told
        server.shutdown()


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Other settings while the test runs."""
    from django.conf import settings

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setattr(settings, name, value)

    return change


@pytest.fixture
def loopback(settings_of: Callable[..., None]) -> None:
    """Webhooks may reach this machine."""
    settings_of(WEBHOOK_PRIVATE_NETWORKS=LOOPBACK)


@pytest.fixture
def work_off(tenant_id: uuid.UUID) -> Callable[[], list["NotificationDelivery"]]:
    """Make every attempt that is due, as workers would, and give the deliveries as they are then, the oldest first."""
    from scorewright.loop.notifications.delivering import deliver
    from scorewright.loop.notifications.models import NotificationDelivery
    from scorewright.loop.tenancy.scope import acting

    def rows() -> list[NotificationDelivery]:
        with acting(tenant_id, actor="test"):
            return list(NotificationDelivery.objects.select_related("notification").order_by("created_at", "address"))

    def work_off() -> list[NotificationDelivery]:
        for row in rows():
            deliver(tenant_id, row.pk)
        return rows()

    return work_off
