"""An experiment at a glance, in a real browser."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from scorewright.loop.experiments.models import Experiment

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def experiment(bank: Any) -> "Experiment":
    """What is in production beside itself, looked at four times while outcomes came in."""
    from scorewright.loop.deployment.traffic.actions import Part
    from scorewright.loop.experiments.actions import look, start
    from scorewright.loop.experiments.power import Terms
    from scorewright.loop.registry.queries import production
    from scorewright.loop.tenancy.models import Tenant
    from scorewright.loop.tenancy.scope import acting, as_operator

    with as_operator():
        tenant = Tenant.objects.get(slug=bank.admin)
    with acting(tenant.pk, actor="user:test", role="admin"):
        live = production("german_credit")
        assert live is not None
        found = start(
            use_case="german_credit",
            title="Is the split a fair one?",
            reason="a test of the test",
            arms=[Part(version_id=live.pk, share=0.5, name=name) for name in ("champion", "twin")],
            terms=Terms(planned_units=1600, baseline=0.75),
            by="user:test",
        )
        for _ in range(4):
            for arm, right in (("champion", 150), ("twin", 154)):
                _give(found, arm, right=right, wrong=200 - right)
            look(experiment_id=found.pk, by="task:experiments.look")
    return found


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


def test_experiment__page__interval_is_drawn_and_a_stop_ends_it(page: Page, experiment: "Experiment") -> None:
    page.get_by_role("link", name="Experiments").click()
    page.get_by_role("link", name="Is the split a fair one?").click()
    expect(page.locator("#glance")).to_contain_text(re.compile("running.*no winner yet.*1,600 of 1,600", re.DOTALL))
    expect(page.locator("#ratio")).to_contain_text("The split is as planned")
    expect(page.locator("#arms tbody tr")).to_have_count(2)
    figure = page.get_by_role("img", name=re.compile("^twin: a gain of .* at the last of 4 looks"))
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
