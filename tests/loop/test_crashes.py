"""Killed at any step of an activation, a rollback, the end of traffic or of an experiment, or a guard's act:
one version decides, as before or as after, and doing it again works.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from scorewright.declare.activation import ActivationPolicy
from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment import actions as deployment
from scorewright.loop.deployment.actions import RollbackRefusedError, activate, consider, rollback
from scorewright.loop.deployment.configuration import live_activation
from scorewright.loop.deployment.considering import judge
from scorewright.loop.deployment.models import Activation, Consideration, TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.deployment.traffic.queries import open_plan
from scorewright.loop.deployment.traffic.refusals import TrafficConflictError
from scorewright.loop.experiments import actions as experiments
from scorewright.loop.experiments.models import Experiment, Look
from scorewright.loop.experiments.power import Terms
from scorewright.loop.guarding.actions import look
from scorewright.loop.guarding.models import GuardLook, GuardWatch
from scorewright.loop.notifications.models import Alert, Notification
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.tenancy.scope import acting
from tests.loop.crashing import crashes
from tests.loop.guarding.conftest import GUARD, clock, decide

__all__ = ["clock"]
AUTOMATIC = ActivationPolicy(mode="auto_if_better", approval_shift=1.0, minimum_positives=100, minimum_negatives=100)


@dataclass(frozen=True)
class House:
    """A tenant whose rows stay, so that a child can see them; ``state`` is all that an act may change."""

    tenant_id: Any
    use_case: Any

    def acting(self) -> Any:
        return acting(self.tenant_id, actor="user:test", role="admin")

    def do(self, act: Callable[[], Any]) -> Any:
        with self.acting():
            return act()

    def state(self) -> dict[str, Any]:
        """Raises AssertionError where versions, activations, traffic and what is served contradict one another."""
        with self.acting():
            deciding = ModelVersion.objects.filter(status=Status.PRODUCTION)
            live, plan = live_activation(self.use_case.name), open_plan(self.use_case.name)
            assert [version.pk for version in deciding] == ([] if live is None else [live.version_id])
            assert TrafficPlan.objects.filter(ended_at=None).count() <= 1
            assert plan is None or live is None or plan.production_id == live.version_id
            served = plan_for(self.use_case)  # what the door gives its requests
            assert (served.model is None) == (live is None)
            assert served.model is None or live is None or served.model.id == live.version_id
            assert (served.arms is not None) == (plan is not None and bool(plan.arms))
            return {
                "versions": dict(ModelVersion.objects.order_by("number").values_list("number", "status")),
                "open_plan": None if plan is None else plan.pk,
                "experiments": list(Experiment.objects.values_list("state", flat=True)),
                "watches": list(GuardWatch.objects.values_list("state", flat=True)),
                **{model.__name__: model.objects.count() for model in _KEPT},
            }

    def survives(self, act: Callable[[], Any]) -> dict[str, Any]:
        """Let processes die of ``act`` at each step: up to COMMIT all is as before. How it is after that."""
        before = self.state()
        *earlier, after = [self.state() for _ in crashes(lambda: self.do(act))]
        assert len(earlier) > 5
        assert [one for one in earlier if one != before] == []
        assert after != before
        return after


_KEPT = (Activation, Look, Consideration, GuardLook, Notification, Alert, Entry)


@pytest.fixture
def house(tenant_id, use_case) -> House:
    return House(tenant_id, use_case)


@pytest.fixture
def two(house, register_version) -> list[ModelVersion]:
    """Two versions, the first of them in production."""
    versions = house.do(lambda: [register_version(), register_version()])
    house.do(lambda: activate(version_id=versions[0].pk, by="user:ama", reason="the first"))
    return versions


def share_out(house: House, versions: list[ModelVersion]) -> None:
    parts = [Part(version_id=version.pk, share=0.5) for version in versions]
    house.do(lambda: start(use_case=house.use_case.name, by="user:ama", reason="compare", arms=parts))


def test_first_activation__killed_at_any_step__the_fallback_or_the_version_decides(house, register_version) -> None:
    version = house.do(register_version)
    after = house.survives(lambda: activate(version_id=version.pk, by="user:ama", reason="the first"))
    assert after["versions"] == {1: Status.PRODUCTION}


def test_activate__killed_at_any_step__former_or_new_version_decides_alone(house, two) -> None:
    def act() -> Activation:
        return activate(version_id=two[1].pk, by="user:ama", reason="newer")

    after = house.survives(act)
    assert after["versions"] == {1: Status.RETIRED, 2: Status.PRODUCTION}
    assert house.do(act).version_id == two[1].pk
    assert house.state() == after


def test_rollback__killed_at_any_step__ends_the_arms_together_with_the_version(house, two) -> None:
    def act() -> Activation:
        return rollback(use_case=house.use_case.name, by="user:esi", reason="complaints")

    house.do(lambda: activate(version_id=two[1].pk, by="user:ama", reason="newer"))
    share_out(house, two)
    after = house.survives(act)
    assert (after["versions"], after["open_plan"]) == ({1: Status.PRODUCTION, 2: Status.RETIRED}, None)
    with pytest.raises(RollbackRefusedError, match="nothing was in production before"):
        house.do(act)
    assert house.state() == after


def test_end_of_traffic__killed_at_any_step__the_arms_share_or_production_decides(house, two) -> None:
    def act() -> TrafficPlan:
        return end(use_case=house.use_case.name, by="user:esi", reason="seen enough")

    share_out(house, two)
    after = house.survives(act)
    assert (after["versions"], after["open_plan"]) == ({1: Status.PRODUCTION, 2: Status.STAGING}, None)
    with pytest.raises(TrafficConflictError, match="no traffic plan that is open"):
        house.do(act)
    assert house.state() == after


def test_end_of_an_experiment__killed_at_any_step__its_winner_decides_and_it_has_ended_or_it_goes_on(
    house, two
) -> None:
    parts = [Part(version_id=version.pk, share=0.5, name=version.label) for version in two]
    about = {"use_case": house.use_case.name, "title": "v2?", "reason": "to see", "by": "user:ama"}
    running = house.do(lambda: experiments.start(**about, arms=parts, terms=Terms(planned_units=240)))

    def act() -> Experiment:
        return experiments.stop(experiment_id=running.pk, by="user:ama", reason="it is", promote="v2", force=True)

    after = house.survives(act)
    assert (after["versions"], after["open_plan"]) == ({1: Status.RETIRED, 2: Status.PRODUCTION}, None)
    assert after["experiments"] == ["stopped"]
    assert house.do(lambda: act().activation.version_id) == two[1].pk
    assert house.state() == after


def test_automatic_activation__killed_at_any_step__is_considered_and_activated_or_neither(
    house, redeclare, register_contestant, monkeypatch
) -> None:
    declared = redeclare(activation=AUTOMATIC, guard=GUARD)
    champion, challenger = house.do(lambda: [register_contestant("weak"), register_contestant("strong")])
    house.do(lambda: activate(version_id=champion.pk, by="user:ama", reason="the first"))

    judgement = house.do(lambda: judge(challenger, champion, declared, now=timezone.now()))
    monkeypatch.setattr(deployment, "judge", lambda *_, **__: judgement)  # it only reads, with a library of threads

    def act() -> Consideration:
        return consider(version_id=challenger.pk, by="task:test", trigger="test")

    after = house.survives(act)
    assert after["versions"] == {1: Status.RETIRED, 2: Status.PRODUCTION}
    assert (after["Activation"], after["Consideration"]) == (2, 1)
    assert house.do(act).outcome == Consideration.Outcome.UNCHANGED


def test_guard__killed_at_any_step__has_rolled_back_with_its_watch_or_has_not_looked(
    house, redeclare, two, clock
) -> None:
    redeclare(guard=GUARD)

    def lose() -> None:
        decide(two[0], 100, right=80, at=clock.forward(days=1))
        clock.forward(days=2)
        activate(version_id=two[1].pk, by="user:ama", reason="newer")
        decide(two[1], 100, right=40, at=clock.forward(days=1))

    def act() -> GuardWatch:
        return look(use_case=house.use_case.name, by="schedule:test")

    house.do(lose)
    clock.forward(days=2)
    after = house.survives(act)
    assert after["versions"] == {1: Status.PRODUCTION, 2: Status.RETIRED}
    assert (after["watches"], after["GuardLook"]) == (["rolled_back"], 1)
    assert house.do(act).state == "rolled_back"
    assert house.state() == after
