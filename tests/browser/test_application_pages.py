"""The queue of an analyst, an application at a glance, and the figures of assessments."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from scorewright.declare.catalogue import use_case_named

if TYPE_CHECKING:
    from scorewright.loop.intake.models import Application

pytestmark = pytest.mark.browser


@pytest.fixture
def application(bank) -> "Application":
    """Of the bank: assessed, and once more after its income fell and its work changed; and one more beside it."""
    from scorewright.loop.intake import actions
    from scorewright.loop.intake.accepting import Parts
    from scorewright.loop.intake.actions import Given
    from scorewright.loop.intake.assessing.draining import drain
    from scorewright.loop.tenancy.scope import acting

    use_case, tenant_id = use_case_named("credit"), bank.production.tenant_id
    nurse, mate = (dict(example) for example in use_case.examples)
    given = [Given(parts=Parts(record, {"full_name": "Ama Mensah"}), submit=True) for record in (nurse, mate)]
    with acting(tenant_id, actor="user:test", role="admin"):
        made, _ = actions.create_many(use_case=use_case, given=given, by="user:test")
    drain(tenant_id, "credit")
    changes = Parts({"annual_income": 20_000, "job_title": "okada rider"})
    with acting(tenant_id, actor="user:test", role="admin"):
        actions.update(application_id=made.pk, changes=changes, by="user:test")
    drain(tenant_id, "credit")
    with acting(tenant_id, actor="user:test", role="admin"):
        found = type(made).objects.select_related("assessment").get(pk=made.pk)
        assert found.assessment.score is not None
        return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_application__from_the_queue_to_its_page__the_score_lies_in_its_band(
    application, page: Page, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    requested = list[str]()
    page.on("request", lambda request: requested.append(request.url))
    page.get_by_role("link", name="Queue").click()
    expect(page.locator("#heaps [aria-current=page]")).to_contain_text("Waiting")
    row = page.locator("#result_list tbody tr", has_text=application.reference_number)
    expect(row).to_contain_text(str(application.assessment.score))
    row.locator("th a, td a").first.click()
    expect(page.locator("#result")).to_contain_text(f"{application.assessment.score} {application.assessment.category}")
    marker = page.locator("#score circle").bounding_box()
    band = page.locator("#scale .sw-scale-here rect").bounding_box()
    assert marker is not None
    assert band is not None
    assert band["x"] - 1 <= marker["x"] + marker["width"] / 2 <= band["x"] + band["width"] + 1
    expect(page.locator("#changes")).to_contain_text("okada rider")
    expect(page.locator("#insight")).to_contain_text("Kind of work")
    expect(page.locator("#history tbody tr")).to_have_count(2)
    expect(page.get_by_text("Ama Mensah")).not_to_be_visible()
    page.get_by_text("Who applied").click()
    expect(page.get_by_text("Ama Mensah")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert {url.split("/")[2] for url in requested if url.startswith("http")} == {page.url.split("/")[2]}


def test_statistics__bars_and_lines__lie_within_the_drawing(application, page: Page) -> None:
    page.get_by_role("link", name="Assessments").click()
    expect(page.locator("#coverage")).to_contain_text("100.0 %")
    drawing = page.locator("#scores svg").bounding_box()
    assert drawing is not None
    heights = [bar.bounding_box() for bar in page.locator("#scores rect").all()]
    assert len(heights) == 22
    assert max(bar["height"] for bar in heights if bar) < drawing["height"]
    expect(page.locator("#bands li")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


# Events come from the test, and it is counted which answers were read to their end.
STAGED = """
    window.EventSource = class extends EventTarget { constructor() { super(); window.told = this; } close() {} };
    window.read = 0;
    const asked = window.fetch;
    window.fetch = async (...given) => {
        const answer = await asked(...given), text = answer.text.bind(answer);
        answer.text = async () => { const found = await text(); setTimeout(() => window.read++); return found; };
        return answer;
    };
"""


def test_application__read_anew_twice__what_was_asked_for_last_stays_whichever_comes_last(
    application, page: Page
) -> None:
    held = list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.add_init_script(STAGED)
    page.goto(f"/admin/intake/application/{application.pk}/change/")
    page.route("**/change/", hold)
    for asked in (1, 2):
        page.evaluate("told.dispatchEvent(new Event('application'))")
        while len(held) < asked:
            page.wait_for_timeout(10)
    older, newer = held
    for route, state in ((newer, "newer"), (older, "older")):
        route.fulfill(body=f"<div id='live' data-state='{state}'>{state}</div>", content_type="text/html")
        page.wait_for_function("count => window.read === count", arg=1 if route is newer else 2)
    expect(page.locator("#live")).to_have_text("newer")
