"""A real Chromium on the real pages: a server of this process's own, and a bank with a trained model."""

import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import Page, expect, sync_playwright

if TYPE_CHECKING:
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.training.actions import Registered

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = "a password of the tests"
NO_CHROMIUM = "no Chromium on this machine: install the package chromium to run the browser tests"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""


@dataclass(frozen=True)
class Bank:
    """A tenant: its administrator, two versions of the credit model, a decision by the fallback and one by a model."""

    admin: str
    production: "ModelVersion"
    challenger: "ModelVersion"


@pytest.fixture(scope="session")
def address(database: None) -> Iterator[str]:
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def bank(register_credit: Callable[..., "Registered"]) -> Bank:
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    from scorewright.declare.catalogue import use_case_named
    from scorewright.loop.deployment.actions import activate
    from scorewright.loop.serving.actions import decide
    from scorewright.loop.tenancy.actions import add_member, create_tenant
    from scorewright.loop.tenancy.models import Role, User
    from scorewright.loop.tenancy.scope import acting
    from scorewright.loop.training.evaluation.evaluating import evaluate_version

    name = f"bank-{uuid.uuid4().hex[:12]}"
    use_case = use_case_named("german_credit")
    with acting(create_tenant(slug=name, name=name, by="test").pk, actor="user:test", role="admin"):
        add_member(user=User.objects.create_user(name, password=PASSWORD, is_staff=True), role=Role.ADMIN, by="test")
        decide(use_case=use_case, raw=dict(use_case.examples[0]), request_id="before")
        first, second = (register_credit("logistic_regression").versions[0] for _ in range(2))
        evaluate_version(version=first, by="user:test")
        activate(version_id=first.pk, by="user:test", reason="first")
        decide(use_case=use_case, raw=dict(use_case.examples[0]), request_id="after")
    return Bank(name, first, second)


@pytest.fixture
def visitor(address: str) -> Iterator[Page]:
    """A page of somebody who has not logged in.

    A browser for each test: while Playwright runs, Django takes this thread for an asynchronous one.
    """
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser.new_page(base_url=address)
        browser.close()


@pytest.fixture
def page(bank: Bank, visitor: Page) -> Page:
    """The overview, seen by the bank's administrator who has just logged in."""
    visitor.goto("/admin/")
    visitor.fill("#id_username", bank.admin)
    visitor.fill("#id_password", PASSWORD)
    visitor.click("button[type=submit]")
    expect(visitor.locator("#deciding")).to_be_visible()
    return visitor
