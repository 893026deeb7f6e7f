"""Advice of kept decisions, given again."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scorewright.declare.advice import Advice, Advisor
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import Report, replay
from scorewright.loop.tenancy.scope import Scope, acting

RAW = {"distance": 80, "parcels": -9, "van": None}
FAR, NEAR = Advice("gap", "distance", "Far.", "high", 70.5), Advice("gap", "distance", "Near.")


def advisor(advice: Advice, version: str = "desk_v1") -> Advisor:
    return Advisor(advise=lambda _: (advice,), version=version)


@pytest.fixture
def replayed(tenant_id: uuid.UUID, put_live: Any, redeclare: Any) -> Callable[..., Report]:
    """Decides by an advisor, changes what was kept, and makes the decision again with today's."""

    def run(then: Advisor | None, today: Advisor | None, **kept: Any) -> Report:
        put_live()
        use_case = redeclare(advisor=then)
        with acting(tenant_id, actor="user:test", role="admin"):
            decision = decide(use_case=use_case, raw=RAW)
            assert not kept or Decision.objects.filter(pk=decision.pk).update(**kept) == 1
        redeclare(**vars(replace(use_case, advisor=today)))
        now = datetime.now(UTC)
        chosen = Chosen(now - timedelta(hours=1), now + timedelta(seconds=1))
        return replay(Scope(tenant_id, "user:test", "admin"), chosen)

    return run


@pytest.mark.parametrize(
    ("then", "today"),
    [
        (advisor(FAR), advisor(FAR)),
        (advisor(FAR), advisor(NEAR, "desk_v2")),  # another advisor says nothing about what the first one said
        (advisor(FAR), None),
        (None, advisor(FAR)),
        (None, None),
    ],
)
def test_replay__advice_as_it_was_given__equal(replayed, then: Advisor | None, today: Advisor | None) -> None:
    report = replayed(then, today)
    assert (report.total.equal, report.total.decisions) == (1, 1), report.differing


@pytest.mark.parametrize("kept", [None, [], [{"kind": "gap", "subject": "distance", "words": "Forged."}]])
def test_replay__advice_that_was_altered__differs(replayed, kept: object) -> None:
    report = replayed(advisor(FAR), advisor(FAR), advice=kept)
    assert [one["differences"] for one in report.differing] == [[{"what": "advice"}]]


def test_replay__advice_where_none_was_declared__differs(replayed) -> None:
    assert replayed(None, None, advice=[]).total.differing == 1


def test_replay__advisor_changed_under_its_name__differs(replayed) -> None:
    assert replayed(advisor(FAR), advisor(NEAR)).total.differing == 1
