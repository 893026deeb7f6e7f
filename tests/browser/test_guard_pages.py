"""A guard at a glance: what holds, both sides, and the interval of the drop over the looks."""

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from scorewright.declare.guard import Guard
from scorewright.science.experiments.arm import arm_of_counts
from scorewright.science.experiments.guard import judge_guard

if TYPE_CHECKING:
    from scorewright.loop.guarding.models import GuardWatch

pytestmark = pytest.mark.browser
LOOKS = 40


@pytest.fixture
def watch(bank) -> "GuardWatch":
    """Of the bank's version in production, which loses a little every day until it is too much."""
    from scorewright.loop.deployment.models import Activation
    from scorewright.loop.guarding.models import GuardLook, GuardWatch
    from scorewright.loop.tenancy.scope import acting

    former, right = arm_of_counts("v2", 1640, 2000), np.cumsum(np.random.default_rng(3).binomial(30, 0.7, LOOKS))
    with acting(bank.production.tenant_id, actor="user:test", role="admin"):
        activation = Activation.objects.get(version=bank.production, kind="manual")
        watch = GuardWatch.objects.create(
            activation=activation,
            use_case="german_credit",
            version=bank.production,
            former=bank.challenger,
            rule=asdict(Guard(margin=0.05)),
            matures_from=activation.at,
            ends_at=activation.at + timedelta(days=90),
            former_arm=asdict(former),
            against="outcomes",
            fixed_at=timezone.now(),
            state="rolled_back",
            reason="",
        )
        for day in range(LOOKS):
            arm = arm_of_counts("v1", int(right[day]), 30 * (day + 1))
            found = judge_guard(former, arm, margin=0.05, planned_units=1000)
            GuardLook.objects.create(
                watch=watch,
                number=day + 1,
                at=activation.at + timedelta(days=day + 1),
                arm=asdict(arm),
                by="schedule:guarding.look.german_credit",
                **asdict(found),
            )
        watch.reason = found.words
        watch.save()
    return watch


def test_guard__its_page__shows_both_sides_and_where_the_interval_left_what_is_allowed(watch, page: Page) -> None:
    page.get_by_role("link", name="Guards").click()
    row = page.locator("#result_list tbody tr")
    expect(row).to_contain_text("rolled back")
    row.locator("th a, td a").first.click()
    expect(page.locator("#sides")).to_contain_text("accuracy 0.8200")
    marks = page.locator("#drop svg g")
    assert 30 < marks.count() < LOOKS  # the first looks had too few outcomes
    limit = page.locator("#drop svg .sw-plot-limit").bounding_box()
    last = page.locator("#drop svg .sw-plot-beyond line").last.bounding_box()
    assert limit is not None
    assert last is not None
    assert last["y"] + last["height"] <= limit["y"] + 1  # wholly above the line
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
