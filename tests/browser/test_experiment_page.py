"""An experiment at a glance, in a real browser."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from scorewright.loop.experiments.models import Experiment

pytestmark = pytest.mark.browser
PASSWORD = "a password of the tests"


@pytest.fixture
def approver(tenant_id: uuid.UUID, bare_experiment: Callable[[uuid.UUID], "Experiment"]) -> str:
    """Somebody of a tenant with one experiment, looked at four times while outcomes came in."""
    from scorewright.loop.experiments.actions import look
    from scorewright.loop.tenancy.actions import add_member
    from scorewright.loop.tenancy.models import Role, User
    from scorewright.loop.tenancy.scope import acting

    name, found = f"approver-{tenant_id}", bare_experiment(tenant_id)
    with acting(tenant_id, actor="user:test", role="admin"):
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        add_member(user=user, role=Role.APPROVER, by="test")
        for _ in range(4):
            for arm, right in (("a", 75), ("b", 77)):
                _give(found, arm, right=right, wrong=100 - right)
            look(experiment_id=found.pk, by="task:experiments.look")
    return name


@pytest.fixture
def page(approver: str, visitor: Page) -> Page:
    """Seen by the approver, who has just logged in."""
    visitor.goto("/admin/")
    visitor.fill("#id_username", approver)
    visitor.fill("#id_password", PASSWORD)
    visitor.click("button[type=submit]")
    return visitor


def _give(experiment: "Experiment", arm: str, *, right: int, wrong: int) -> None:
    from scorewright.loop.outcomes.models import Statement
    from scorewright.loop.serving.models import Decision

    at = timezone.now()
    numbers = {"threshold": 0.5, "probability": 0.8, "label": 1, "confidence": 0.8, "duration_ms": 1.0}
    given = numbers | {"record": {}, "features": {}, "version": "v1", "needs_review": False, "fallback": False}
    decisions = Decision.objects.bulk_create(
        Decision(use_case=experiment.use_case, arm=arm, at=at, **given) for _ in range(right + wrong)
    )
    when = dict.fromkeys(("occurred_at", "learnt_at", "matures_at"), at + timedelta(milliseconds=1))
    Statement.objects.bulk_create(
        Statement(decision=one, use_case=experiment.use_case, number=1, value="x", label=int(place < right), **when)
        for place, one in enumerate(decisions)
    )


def test_experiment__page__interval_is_drawn_and_a_stop_ends_it(page: Page) -> None:
    page.get_by_role("link", name="Experiments").click()
    page.get_by_role("link", name="Is the split a fair one?").click()
    expect(page.locator("#glance")).to_contain_text(re.compile("running.*no winner yet.*800 of 400", re.DOTALL))
    expect(page.locator("#ratio")).to_contain_text("The split is as planned")
    expect(page.locator("#arms tbody tr")).to_have_count(2)
    figure = page.get_by_role("img", name=re.compile("^b: a gain of .* at the last of 4 looks"))
    figure.scroll_into_view_if_needed()
    expect(figure).to_be_visible()
    reaches = figure.locator("polygon").evaluate(
        "band => { const ys = [...band.points].map(point => point.y), n = ys.length / 2;"
        " return [...Array(n).keys()].map(place => ys[2 * n - 1 - place] - ys[place]); }"
    )
    assert reaches == sorted(reaches, reverse=True)
    page.get_by_role("link", name="Stop").click()
    page.locator("select[name=promote]").select_option("none")
    page.fill("textarea[name=reason]", "seen enough")
    page.locator("#verb button[type=submit]").click()
    expect(page.locator("#verdict")).to_contain_text("goes on deciding")
    expect(page.locator("#glance")).to_contain_text("stopped")
