"""Vintages and health in a browser: what is estimated must not look like what was measured."""

import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PASSWORD = "a password of the tests"


@pytest.fixture
def reader(database: None) -> str:
    """Who reads of a tenant with a matured week of retention, and one of this week."""
    from scorewright.declare.catalogue import use_case_named
    from scorewright.loop.outcomes.actions import report_many
    from scorewright.loop.outcomes.reports import Report
    from scorewright.loop.serving.models import Decision
    from scorewright.loop.tenancy.actions import add_member, create_tenant
    from scorewright.loop.tenancy.models import Role, User
    from scorewright.loop.tenancy.scope import acting

    name, use_case = f"shop-{uuid.uuid4().hex[:12]}", use_case_named("retention")
    rng, now = np.random.default_rng(1), timezone.now()
    said = rng.uniform(0.02, 0.98, 240).round(6)
    with acting(create_tenant(slug=name, name=name, by="test").pk, actor="user:test", role="admin"):
        add_member(user=User.objects.create_user(name, password=PASSWORD, is_staff=True), role=Role.AUDITOR, by="test")
        given = {"use_case": "retention", "record": dict(use_case.examples[0]), "features": {}, "version": "v1"}
        given |= {"threshold": 0.5, "confidence": 0.5, "needs_review": False, "fallback": False, "duration_ms": 1.0}
        made = Decision.objects.bulk_create(
            Decision(
                at=now - (2 * use_case.outcome.window if place < 120 else timedelta(minutes=1)),
                probability=float(p),
                label=int(p > 0.5),
                **given,
            )
            for place, p in enumerate(said)
        )
        happened = rng.random(120) < said[:120]
        reports = [
            Report(decision_id=decision.pk, value=use_case.outcome.value(int(happens)))
            for decision, happens in zip(made[:120], happened, strict=True)
        ]
        report_many(reports=reports, by="test")
    return name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_vintages__measured_and_estimated__look_different_and_say_what_they_are(
    reader: str, visitor: Page, scheme: str
) -> None:
    visitor.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.goto("/admin/")
    visitor.fill("#id_username", reader)
    visitor.fill("#id_password", PASSWORD)
    visitor.click("button[type=submit]")
    visitor.get_by_role("link", name="Vintages").click()
    visitor.get_by_role("link", name="retention", exact=True).click()
    chart = visitor.get_by_role("img", name="Accuracy by week of decision")
    measured, estimated = chart.locator(".sw-chart-measured line"), chart.locator(".sw-chart-estimated line")
    expect(measured).to_have_count(1)
    expect(estimated).to_have_count(1)
    expect(measured).to_have_css("stroke-dasharray", "none")
    expect(estimated).not_to_have_css("stroke-dasharray", "none")
    ground = visitor.evaluate("getComputedStyle(document.body).backgroundColor")
    for one in (measured, estimated):
        assert one.evaluate("line => getComputedStyle(line).stroke") != ground
    expect(visitor.locator("#weeks")).to_contain_text("Measured on 120 of 120 matured decisions.")
    visitor.get_by_role("link", name="Recall").click()
    expect(visitor.get_by_role("img", name="Recall by week of decision")).to_be_visible()
    visitor.get_by_role("link", name="Health").last.click()
    expect(visitor.locator("#advice")).to_contain_text("Nothing is in production")
