"""The pages on performance, as people see them."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from scorewright.loop.deployment.actions import activate
from scorewright.loop.registry.models import ModelVersion

VINTAGES, HEALTH = "/admin/performance/vintages/", "/admin/performance/health/"
OURS = {"use_case": "late_delivery"}


@pytest.fixture
def in_production(make_version):
    version = make_version()
    activate(version_id=version.pk, by="user:ama", reason="the test's")
    return version


@pytest.fixture
def seen(log_in):
    """What an auditor sees at an address."""
    auditor = log_in("auditor")

    def see(path: str, **asked: str) -> str:
        page = auditor.get(path, OURS | asked)
        assert page.status_code == 200
        return " ".join(page.content.decode().split())

    return see


def weeks_ago(count: float):
    return timezone.now() - timedelta(weeks=count)


def test_vintages__a_matured_week_and_a_young_one__measured_and_visibly_estimated(
    seen, keep, drawn, in_production
) -> None:
    p, y = drawn(150)
    keep(p, y.tolist(), version=in_production, at=weeks_ago(3))
    keep(p[:60], [None] * 60, version=in_production, at=timezone.now() - timedelta(minutes=5))
    page = seen(VINTAGES, metric="accuracy")
    assert (
        page.count('<g class="sw-chart-measured"> <title>'),
        page.count('<g class="sw-chart-estimated"> <title>'),
    ) == (1, 1)
    assert "Measured on 150 of 150 matured decisions." in page
    assert "Not enough matured outcomes: no window of 60 decisions is over." in page
    assert f"{np.mean((p > 0.5) == y):.3f} [" in page
    assert "≈ 0." in page
    assert "stroke-dasharray" not in page, "looks belong to the style sheet"


def test_vintages__nothing_decided__says_so(seen, use_case) -> None:
    assert "Nothing was decided in the last 26 weeks." in seen(VINTAGES)


@pytest.mark.parametrize("asked", [{"use_case": "nothing"}, {"metric": "mood"}])
def test_vintages__of_what_there_is_not__404(log_in, use_case, asked) -> None:
    assert log_in("auditor").get(VINTAGES, OURS | asked).status_code == 404


@pytest.mark.parametrize("version", ["v9", "nine"])
def test_vintages__of_a_version_that_there_is_not__say_why(seen, use_case, version) -> None:
    assert "sw-refusal" in seen(VINTAGES, version=version)


def test_health__nothing_in_production__says_what_to_do(seen, use_case) -> None:
    page = seen(HEALTH)
    assert "Nothing is in production: train, and activate a version." in page
    assert 'id="promises"' not in page


def test_health__worse_than_promised_and_fallbacks__both_are_named(seen, keep, drawn, in_production) -> None:
    p, _ = drawn(400)
    by_chance = np.random.default_rng(4).integers(0, 2, 400)
    keep(p, by_chance.tolist(), version=in_production, at=timezone.now() - timedelta(days=3))
    keep(p[:100], [None] * 100, fallback=True, at=timezone.now() - timedelta(days=1))
    page = seen(HEALTH)
    assert "Worse than promised: ROC-AUC, Accuracy" in page
    assert "probabilities do not mean what they say any more" in page
    assert "The fallback answered 20.0 % of the last 7 days" in page
    assert "20.0 %" in page
    assert "by user:ama" in page
    assert page.count("worse than promised") >= 2


def test_health__matured_but_nobody_says_what_happened__asks_for_outcomes(seen, keep, drawn, in_production) -> None:
    keep(drawn(150)[0], [None] * 150, version=in_production, at=timezone.now() - timedelta(days=3))
    page = seen(HEALTH)
    assert "Outcomes are known of 0 of 150 matured decisions: report what happened" in page
    assert "not measured yet" in page
    assert "≈ 0." in page


def test_health__all_is_well__nothing_to_do(seen, keep, drawn, in_production) -> None:
    promised = {name: {"value": 0.5, "low": 0.4, "high": 0.6} for name in in_production.metrics}
    ModelVersion.objects.filter(pk=in_production.pk).update(metrics=promised)
    p, y = drawn(400)
    keep(p, y.tolist(), version=in_production, at=timezone.now() - timedelta(days=3))
    page = seen(HEALTH)
    assert "Nothing: it does what was promised, as far as is known." in page
    assert "Of 1 estimates of accuracy, 1 kept their limits" in page


def test_pages__are_linked_from_the_side_bar__and_closed_to_keys_of_services(log_in, seen) -> None:
    overview = seen("/admin/")
    assert HEALTH in overview
    assert VINTAGES in overview
    assert log_in("service").get(HEALTH).status_code != 200
