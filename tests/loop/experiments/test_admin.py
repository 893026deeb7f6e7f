"""An experiment at a glance, and the buttons on its page."""

import pytest

from scorewright.loop.experiments.actions import look
from scorewright.loop.registry.queries import production

LIST = "/admin/experiments/experiment/"
BETTER = {"champion": {"right": 60, "wrong": 60}, "b": {"right": 114, "wrong": 6}}


@pytest.fixture
def found(begin, give):
    """An experiment with a winner, looked at twice."""
    begun = begin(baseline=0.8)
    give(begun, **BETTER)
    for _ in range(2):
        look(experiment_id=begun.pk, by="task:experiments.look")
    return begun


def test_page__looked_at__arms_interval_ratio_and_verdict_are_seen(log_in, found) -> None:
    page = log_in("auditor").get(f"{LIST}{found.pk}/change/").content.decode()
    assert "b is better: accuracy 0.95 against 0.5" in page
    assert "240 of 240" in page
    assert "The split is as planned" in page
    assert "a gain of 0.161 is found with a chance of 80 %" in page
    assert page.count('<circle cx="') == 2
    assert "at the last of 2 looks" in page


def test_page__not_looked_at__says_so(log_in, begin) -> None:
    page = log_in("analyst").get(f"{LIST}{begin().pk}/change/").content.decode()
    assert "nobody has looked yet" in page
    assert "No look has had enough matured outcomes so far" in page


def test_list__state_and_verdict(log_in, found) -> None:
    page = log_in("auditor").get(LIST).content.decode()
    assert "running" in page
    assert "b is better" in page


def test_look__approver__kept_and_told(log_in, found) -> None:
    approver = log_in("approver")
    answer = approver.post(f"{LIST}{found.pk}/look_now/", follow=True)
    assert "b is better" in answer.content.decode()
    assert found.looks.count() == 3


def test_stop__approver_with_a_reason__winner_decides(log_in, found, two) -> None:
    approver = log_in("approver")
    address = f"{LIST}{found.pk}/stop_it/"
    assert "b (v2)" in approver.get(address).content.decode()
    assert address in approver.get(f"{LIST}{found.pk}/change/").content.decode()
    given = {"promote": "winner", "reason": "seen enough"}
    assert "v2 (b) decides from now on" in approver.post(address, given, follow=True).content.decode()
    assert production(two[0].use_case) == two[1]
    assert "It was stopped already, by user:approver-" in approver.post(address, given).content.decode()
    assert address not in approver.get(f"{LIST}{found.pk}/change/").content.decode()


def test_stop__arm_that_was_not_shown__refused_with_the_reason(log_in, begin, two) -> None:
    answer = log_in("approver").post(f"{LIST}{begin().pk}/stop_it/", {"promote": "b", "reason": "x"})
    assert "b was not shown to be better" in answer.content.decode()
    assert production(two[0].use_case) == two[0]


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_buttons__reader__refused(log_in, begin, role: str) -> None:
    begun, reader = begin(), log_in(role)
    for button in ("look_now", "stop_it"):
        assert reader.post(f"{LIST}{begun.pk}/{button}/", {"promote": "none", "reason": "x"}).status_code == 403
    begun.refresh_from_db()
    assert begun.state == "running"
