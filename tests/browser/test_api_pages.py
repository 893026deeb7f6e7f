import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_api_page__opened__shows_the_addresses_and_loads_nothing_from_elsewhere(
    visitor: Page, address: str, path: str
) -> None:
    asked: list[Request] = []
    complaints: list[str] = []
    visitor.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - a builtin is refused
    visitor.on("pageerror", lambda error: complaints.append(str(error)))
    visitor.goto(path)
    expect(visitor.get_by_text("Train a use case").locator("visible=true").first).to_be_visible(timeout=60_000)
    expect(visitor).to_have_title("Scorewright")
    visitor.wait_for_load_state("networkidle")
    elsewhere = [found for found in asked if urlsplit(found.url).netloc != urlsplit(address).netloc]
    left = [found.url for found in elsewhere if found.failure != "csp" and not re.match("(blob|data):", found.url)]
    assert left == []
    assert complaints == []
