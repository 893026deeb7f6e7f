"""A version that loses too much is rolled back by itself, one that does not is left in peace."""

import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from scorewright.declare.guard import Guard
from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment import actions as deployment
from scorewright.loop.deployment.actions import activate, rollback
from scorewright.loop.deployment.models import Activation, TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, start
from scorewright.loop.guarding.actions import end_overtaken, look
from scorewright.loop.guarding.models import GuardLook, GuardWatch
from scorewright.loop.guarding.queries import standing_watch
from scorewright.loop.guarding.refusals import NotGuardedError
from scorewright.loop.guarding.sides import side
from scorewright.loop.notifications.models import Alert, Notification
from scorewright.loop.registry.models import Status
from scorewright.loop.registry.queries import production
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting
from tests.loop.guarding.conftest import GUARD, decide

State = GuardWatch.State


@pytest.fixture
def watch(guarded):
    """Looks once more."""
    return lambda by="schedule:test": look(use_case=guarded.name, by=by)


def told(event: str) -> int:
    return Notification.objects.filter(event=event).count()


def test_look__fifteen_points_lost_where_five_are_allowed__rolls_back_and_says_why(change, watch, clock) -> None:
    first, second = change()
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    found = watch()
    assert (found.state, found.against, found.former_arm["mean"]) == (State.ROLLED_BACK, "outcomes", 0.8)
    assert production(first.use_case) == first
    second.refresh_from_db()
    assert second.status == Status.RETIRED
    assert found.reason.startswith("accuracy 0.65 of v2 against 0.8 of v1, a drop of +0.15")
    made = found.rollback
    assert (made.kind, made.version, made.replaced, made.by) == ("rollback", first, second, "guard")
    assert made.reason == found.reason
    assert (told("guard.rolled_back"), told("model.rolled_back"), told("guard.alerted")) == (1, 1, 0)
    (alert,) = Alert.objects.filter(kind="guard")
    assert (alert.subject, alert.severity, alert.message) == ("late_delivery v2", "warning", found.reason)
    (kept,) = GuardLook.objects.all()
    assert (kept.outcome, kept.arm["units"], kept.by) == ("roll_back", 600, "schedule:test")
    assert kept.low > GUARD.margin
    assert Entry.objects.filter(action="guard_watch.changed").count() == 1


def test_look__after_its_rollback__nothing_is_guarded_and_nothing_goes_back_and_forth(change, watch, clock) -> None:
    first, second = change()
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    done = watch()
    decide(first, 600, right=100, at=clock.forward(days=1))
    clock.forward(days=2)
    assert watch() == done
    assert production(first.use_case) == first
    assert (Activation.objects.filter(kind="rollback").count(), GuardLook.objects.count()) == (1, 1)
    activate(version_id=second.pk, by="user:esi", reason="it was the season")
    again = watch()
    assert (again.activation.version, again.former, again.state) == (second, first, State.WATCHING)


def test_look__equal_version_on_sixty_days__is_never_rolled_back_and_ends_sound(change, watch, clock) -> None:
    _, second = change()
    rng = np.random.default_rng(11)
    states = []
    for _ in range(60):
        decide(second, 15, right=int(rng.binomial(15, 0.8)), at=clock.forward(days=1))
        states.append(watch().state)
    assert set(states) == {State.WATCHING}
    clock.forward(days=2)
    found = watch()
    assert found.state == State.SOUND
    assert found.reason.startswith("No drop beyond the margin is shown")
    assert production(second.use_case) == second
    looks = list(GuardLook.objects.order_by("number"))
    assert [one.number for one in looks] == list(range(1, len(looks) + 1))
    assert looks[0].outcome == "not_enough_outcomes"
    widths = [one.high - one.low for one in looks if one.low is not None]
    assert widths[-1] < widths[0]


def test_look__first_outcome_not_matured_yet__watches_and_waits(change, watch) -> None:
    change()
    found = watch()
    assert (found.state, found.former_arm, GuardLook.objects.count()) == (State.WATCHING, None, 0)
    assert "the first outcome of v2 matures on" in found.reason


def test_look__former_had_too_few_outcomes__not_armed_until_late_ones_are_known(change, watch, clock) -> None:
    first, second = change(before=60, right=50)
    assert (watch().state, watch().reason.startswith("v1 has 60 matured outcomes")) == (State.NOT_ARMED, True)
    decide(second, 600, right=100, at=clock.forward(days=1))
    clock.forward(days=2)
    assert watch().state == State.NOT_ARMED
    assert production(second.use_case) == second
    decide(first, 60, right=50, at=timezone.now() - timedelta(days=4))
    found = watch()
    assert (found.state, found.former_arm["units"]) == (State.ROLLED_BACK, 120)


def test_look__former_never_had_enough__ends_and_says_so(change, watch, clock) -> None:
    change(before=60, right=50)
    watch()
    clock.forward(days=62)
    found = watch()
    assert (found.state, found.reason[:45]) == (State.ENDED, "to the end, v1 has 60 matured outcomes of its")


def test_look__new_version_never_had_enough__ends_and_says_so(change, watch, clock) -> None:
    _, second = change()
    decide(second, 99, right=0, at=clock.forward(days=1))
    watch()
    clock.forward(days=61)
    found = watch()
    assert (found.state, found.reason[:26]) == (State.ENDED, "Not enough matured outcome")
    assert production(second.use_case) == second


def test_look__first_one_when_its_days_are_long_over__rolls_nothing_back(change, watch, clock) -> None:
    _, second = change()
    decide(second, 600, right=300, at=clock.forward(days=1))
    clock.forward(days=400)
    with pytest.raises(NotGuardedError, match="which are over"):
        watch()
    assert production(second.use_case) == second


def test_former_side__once_fixed__stays_whatever_is_learnt_of_it_later(change, watch, clock) -> None:
    first, second = change()
    clock.forward(days=1, minutes=1)
    fixed = watch()
    decide(first, 1000, right=0, at=timezone.now() - timedelta(days=3))
    decide(second, 600, right=480, at=timezone.now())
    clock.forward(days=2)
    found = watch()
    assert (found.state, found.former_arm, found.fixed_at) == (State.WATCHING, fixed.former_arm, fixed.fixed_at)


def test_sides__decisions_that_were_asked_of_a_version_by_name__belong_to_neither(change, watch, clock) -> None:
    first, second = change()
    decide(first, 500, right=0, at=timezone.now() - timedelta(days=1), status="staging")
    decide(second, 600, right=480, at=clock.forward(days=1))
    decide(second, 600, right=0, at=timezone.now(), status="retired")
    clock.forward(days=2)
    found = watch()
    assert (found.state, found.former_arm["units"], found.looks.get().arm["units"]) == (State.WATCHING, 500, 600)


def test_sides__decisions_of_an_experiments_arm__count_as_production_when_it_is(change, watch, clock) -> None:
    _, second = change()
    decide(second, 300, right=240, at=clock.forward(days=1), arm="champion", propensity=0.5)
    clock.forward(days=2)
    assert watch().looks.get().arm["units"] == 300


def test_sides__unit_declared__customers_are_counted_and_not_their_decisions(
    change, redeclare, watch, clock, use_case
) -> None:
    _, second = change()
    for customer in range(30):
        decide(second, 20, right=13, at=timezone.now() + timedelta(days=1), record={"distance": float(customer)})
    redeclare(guard=GUARD, unit_field="distance")
    clock.forward(days=3)
    found = watch()
    assert (found.state, "v1 has 1 matured outcomes" in found.reason) == (State.NOT_ARMED, True)


def test_sides__unit_written_in_several_ways__is_one_as_it_is_to_the_door(change, redeclare, clock) -> None:
    _, second = change()
    for written in (7, 7.0, "7", "7.0", " 7"):  # as JSON had it, and as the cell of a file
        decide(second, 2, right=1, at=timezone.now() + timedelta(hours=1), record={"distance": written})
    since, until = timezone.now(), clock.forward(days=3)
    by_unit = redeclare(guard=GUARD, unit_field="distance")
    found = side(by_unit, second, GUARD, since=since, until=until, as_of=until)
    assert (found.decisions, found.units) == (10, 1)


def test_look__mean_of_probabilities__is_judged_in_its_own_direction(change, redeclare, watch, clock) -> None:
    redeclare(guard=Guard(margin=0.02, metric="brier", planned_units=500))
    first, second = change()
    decide(second, 600, right=480, at=clock.forward(days=1), probability=0.2)
    clock.forward(days=2)
    found = watch()
    assert found.state == State.ROLLED_BACK
    assert found.reason.startswith("brier 0.52 of v2 against 0.16 of v1, a drop of +0.36")
    assert production(first.use_case) == first


def test_look__guard_that_alerts__leaves_it_to_people_and_tells_them_once(change, redeclare, watch, clock) -> None:
    redeclare(guard=replace(GUARD, act="alert"))
    _, second = change()
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    found, again = watch(), watch()
    assert (found.state, again.state, production(second.use_case)) == (State.ALERTED, State.ALERTED, second)
    assert found.reason.endswith("The guard leaves it to people.")
    assert (told("guard.alerted"), told("guard.rolled_back"), GuardLook.objects.count()) == (1, 0, 1)
    assert Alert.objects.get(kind="guard").severity == "critical"


def test_look__rollback_refused__alerts_instead_and_says_why(change, watch, clock, monkeypatch) -> None:
    _, second = change()
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    monkeypatch.setattr(deployment, "faults", lambda *_: ["its artefact is missing"])
    found = watch()
    assert (found.state, found.rollback, production(second.use_case)) == (State.ALERTED, None, second)
    assert "It was not rolled back: " in found.reason
    assert "its artefact is missing" in found.reason
    assert (told("guard.alerted"), Alert.objects.get(kind="guard").severity) == (1, "critical")


def test_look__traffic_is_shared_out__a_rollback_ends_the_plan(change, watch, clock) -> None:
    first, second = change()
    parts = [Part(version_id=second.pk, share=0.5), Part(version_id=first.pk, share=0.5)]
    start(use_case=first.use_case, by="user:ama", reason="compare", arms=parts)
    decide(second, 600, right=390, at=clock.forward(days=1), arm="v2", propensity=0.5)
    clock.forward(days=2)
    assert watch().state == State.ROLLED_BACK
    plan = TrafficPlan.objects.get()
    assert plan.ended_by == "guard"
    assert "accuracy 0.65 of v2" in plan.end_reason


def test_look__rolled_back_by_hand_meanwhile__the_watch_ends_and_nothing_is_guarded(change, watch) -> None:
    first, _ = change()
    begun = watch()
    rollback(use_case=first.use_case, by="user:esi", reason="complaints")
    with pytest.raises(NotGuardedError, match="a rollback is not guarded"):
        watch()
    begun.refresh_from_db()
    assert (begun.state, begun.reason) == (State.ENDED, "v1 decides again by user:esi: complaints")


def test_look__another_version_activated_meanwhile__its_own_watch_begins(change, watch, make_version) -> None:
    _, second = change()
    begun, third = watch(), make_version()
    activate(version_id=third.pk, by="user:esi", reason="newer still")
    found = watch()
    begun.refresh_from_db()
    assert (begun.state, found.version, found.former) == (State.ENDED, third, second)


def test_look__activated_while_it_was_reading__nothing_is_rolled_back(
    change, watch, clock, make_version, monkeypatch
) -> None:
    _, second = change()
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    third = make_version()
    from scorewright.loop.guarding import actions

    def meanwhile(use_case: str, lock=actions.lock_use_case) -> None:
        activate(version_id=third.pk, by="user:esi", reason="I was quicker")
        lock(use_case)

    monkeypatch.setattr(actions, "lock_use_case", meanwhile)
    found = watch()
    assert (found.state, production(second.use_case)) == (State.ENDED, third)
    assert "v3 went into production by user:esi" in found.reason


@pytest.mark.parametrize("activations", [0, 1])
def test_look__nothing_to_go_back_to__says_so(guarded, make_version, watch, activations: int) -> None:
    if activations:
        activate(version_id=make_version().pk, by="user:ama", reason="the first")
    with pytest.raises(NotGuardedError, match="nothing was in production before" if activations else "nothing in prod"):
        watch()
    assert GuardWatch.objects.count() == 0


def test_look__no_guard_declared__says_so(change, redeclare, watch) -> None:
    change()
    redeclare(guard=None)
    with pytest.raises(NotGuardedError, match="late_delivery declares no guard"):
        watch()


def test_watch__rule_declared_anew__goes_on_by_the_one_it_began_with(change, redeclare, watch, clock) -> None:
    _, second = change()
    watch()
    redeclare(guard=replace(GUARD, margin=0.5))
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    assert watch().state == State.ROLLED_BACK


def test_watch__not_begun__is_told_as_it_would_begin_and_not_kept(change, guarded) -> None:
    _, second = change()
    found = standing_watch(guarded.name)
    assert (found.version, found.state, GuardWatch.objects.count()) == (second, State.WATCHING, 0)


def test_watch__automatic_activation_without_outcomes__held_against_the_holdout(change, watch, clock, guarded) -> None:
    _, second = change(before=0, right=0)
    kept = {"name": "champion", "decisions": 400, "units": 400, "mean": 0.9, "variance": 0.09, "ones": 360}
    Activation.objects.filter(version=second).update(reference={"guarded": kept | {"metric": "accuracy"}})
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    found = watch()
    assert (found.state, found.against) == (State.ROLLED_BACK, "holdout")
    assert "against 0.9 of v1 (hold-out)" in found.reason


def test_look__kept__cannot_be_changed(change, watch, clock) -> None:
    change()
    clock.forward(days=2)
    watch()
    with pytest.raises(DatabaseError, match="what a look has found stays"), transaction.atomic():
        GuardLook.objects.update(words="all is well")
    assert "all is well" not in GuardLook.objects.get().words


def test_end_overtaken__nothing_changed__ends_nothing(change, watch, guarded) -> None:
    change()
    watch()
    assert end_overtaken(use_case=guarded.name) == 0


def test_look__of_another_tenant__sees_and_changes_nothing(change, watch, clock, guarded) -> None:
    _, second = change()
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    slug = f"t-{uuid.uuid4().hex[:12]}"
    other = create_tenant(slug=slug, name=slug, by="test").id
    with acting(other, actor="user:test", role="admin"), pytest.raises(NotGuardedError, match="nothing in production"):
        watch()
    assert production(second.use_case) == second
    assert watch().state == State.ROLLED_BACK


def test_look__two_at_once__roll_back_once(tenant_id, guarded, register_version, clock) -> None:
    with acting(tenant_id, actor="user:test", role="admin"):
        first, second = register_version(), register_version()
        activate(version_id=first.pk, by="user:ama", reason="the first")
        decide(first, 500, right=400, at=clock.forward(days=1))
        clock.forward(days=2)
        activate(version_id=second.pk, by="user:ama", reason="newer")
        decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    together, states = threading.Barrier(2), []

    def once() -> None:
        try:
            with acting(tenant_id, actor="user:test", role="admin"):
                together.wait(10)
                states.append(look(use_case=guarded.name, by="user:test").state)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert states == [State.ROLLED_BACK, State.ROLLED_BACK]
    with acting(tenant_id, actor="user:test", role="admin"):
        assert production(guarded.name) == first
        assert Activation.objects.filter(kind="rollback").count() == 1
        assert (GuardLook.objects.count(), told("guard.rolled_back")) == (1, 1)
    assert connection.in_atomic_block is False
