"""The page of traffic plans, and the button that ends one."""

import pytest

from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, end, start

LIST = "/admin/deployment/trafficplan/"


@pytest.fixture
def plan(make_version) -> TrafficPlan:
    live, other = make_version(), make_version()
    activate(version_id=live.pk, by="user:ama", reason="the first")
    return start(
        use_case=live.use_case,
        by="user:ama",
        reason="to see what it costs",
        arms=[Part(version_id=live.pk, share=0.5, name="champion"), Part(version_id=other.pk, share=0.25)],
        shadows=[Part(version_id=other.pk, share=0.1)],
    )


def test_list__plan__with_all_its_parts(log_in, plan) -> None:
    page = log_in("auditor").get(LIST).content.decode()
    assert "arm champion (v1) 50%, arm v2 (v2) 25%, shadow v2 (v2) 10%, holdout 25%" in page
    assert "to see what it costs" in page


def test_end__approver_with_a_reason__plain_production_again(log_in, plan) -> None:
    approver = log_in("approver")
    address = f"{LIST}{plan.pk}/end_plan/"
    assert "decides on everything" in approver.get(address).content.decode()
    assert approver.post(address, {"reason": "seen enough"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.end_reason, plan.ended_by.startswith("user:approver-")) == ("seen enough", True)


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_end__reader__refused(log_in, plan, role: str) -> None:
    assert log_in(role).post(f"{LIST}{plan.pk}/end_plan/", {"reason": "x"}).status_code == 403
    plan.refresh_from_db()
    assert plan.ended_at is None


def test_end__ended_already__says_by_whom_and_leaves_the_newer_one_open(log_in, plan) -> None:
    end(use_case=plan.use_case, by="user:kofi", reason="seen enough")
    shadow = plan.shadows[0].version_id
    newer = start(use_case=plan.use_case, by="user:ama", reason="again", shadows=[Part(version_id=shadow)])
    answer = log_in("approver").post(f"{LIST}{plan.pk}/end_plan/", {"reason": "x"})
    assert "ended already, by user:kofi" in answer.content.decode()
    newer.refresh_from_db()
    assert newer.ended_at is None
