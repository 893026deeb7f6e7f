"""The daily look, and what follows of it by itself where a use case says so."""

from typing import Any

import pytest

from scorewright.declare.activation import ActivationPolicy
from scorewright.loop.deployment.actions import activate, rollback
from scorewright.loop.deployment.models import Activation
from scorewright.loop.deployment.traffic.actions import Part, end
from scorewright.loop.deployment.traffic.queries import open_plan
from scorewright.loop.experiments.tasks import experiment_schedules, look_at_experiments
from scorewright.loop.experiments.watching import watch
from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.running import run_job
from scorewright.loop.notifications.models import Alert, Notification
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import production

BETTER = {"champion": {"right": 60, "wrong": 60}, "b": {"right": 114, "wrong": 6}}
DAILY = "task:experiments.look"


@pytest.fixture
def by_itself(redeclare: Any) -> None:
    redeclare(activation=ActivationPolicy(mode="ab_winner"))


def test_watch__winner_where_experiments_decide__is_activated(begin, give, two, by_itself) -> None:
    found = begin()
    give(found, **BETTER)
    assert watch(experiment_id=found.pk, by=DAILY) == "stopped"
    found.refresh_from_db()
    assert (found.ended_by, found.activation.kind) == (DAILY, Activation.Kind.EXPERIMENT)
    assert (production(two[0].use_case), open_plan(two[0].use_case)) == (two[1], None)
    assert set(Notification.objects.values_list("event", flat=True)) >= {
        "experiment.winner",
        "experiment.ended",
        "model.activated",
    }


def test_watch__champion_is_the_winner__ends_it(begin, give, two, by_itself) -> None:
    found = begin()
    give(found, champion=BETTER["b"], b=BETTER["champion"])
    assert watch(experiment_id=found.pk, by=DAILY) == "stopped"
    assert production(two[0].use_case) == two[0]


def test_watch__winner_elsewhere__waits_for_a_person_who_is_told_once(begin, give, two) -> None:
    found = begin()
    give(found, **BETTER)
    assert [watch(experiment_id=found.pk, by=DAILY) for _ in range(2)] == ["winner", "winner"]
    assert production(two[0].use_case) == two[0]
    assert Notification.objects.filter(event="experiment.winner").count() == 1


def test_watch__winner_that_the_policy_refuses__everything_as_it_was_and_one_alert(begin, give, two, by_itself) -> None:
    found = begin()
    give(found, **BETTER)
    ModelVersion.objects.filter(pk=two[1].pk).update(certificate={})
    assert [watch(experiment_id=found.pk, by=DAILY) for _ in range(2)] == ["winner", "winner"]
    assert (production(two[0].use_case), open_plan(two[0].use_case)) == (two[0], found.plan)
    alert = Alert.objects.get(kind="experiment.winner")
    assert (alert.times, "no parity certificate" in alert.message) == (2, True)


def test_watch__winner_that_was_rolled_back_from__is_left_to_a_person(begin, give, two, by_itself) -> None:
    activate(version_id=two[1].pk, by="user:ama", reason="better")
    rollback(use_case=two[0].use_case, by="user:ama", reason="complaints")
    found = begin()
    give(found, **BETTER)
    assert watch(experiment_id=found.pk, by=DAILY) == "winner"
    assert "it was rolled back from" in Alert.objects.get(kind="experiment.winner").message


def test_watch__nothing_shown__goes_on(begin, give, by_itself) -> None:
    found = begin()
    give(found, champion=BETTER["b"], b=BETTER["b"])
    assert watch(experiment_id=found.pk, by=DAILY) == "no_winner_yet"


def test_watch__not_watched__no_look(begin, give, by_itself) -> None:
    found = begin(watched=False)
    give(found, **BETTER)
    assert watch(experiment_id=found.pk, by=DAILY) == "not watched"
    assert not found.looks.exists()


def test_watch__plan_was_ended__interrupted(begin, two) -> None:
    found = begin(watched=False)
    end(use_case=two[0].use_case, by="user:kofi", reason="the quarter is over")
    assert watch(experiment_id=found.pk, by=DAILY) == "interrupted"


def test_job__each_that_runs__and_one_whose_use_case_is_gone_is_named(begin, two, tenant) -> None:
    ended = begin()
    end(use_case=two[0].use_case, by="user:kofi", reason="another one")
    runs = begin(arms=[Part(version_id=two[1].pk, share=0.5, name="b")])
    gone = begin_elsewhere(ended)
    job = enqueue(kind=look_at_experiments, arguments={}, by="schedule")
    run_job(tenant, job.pk)
    job.refresh_from_db()
    assert job.result == {"experiments": {str(ended.pk): "interrupted", str(runs.pk): "not_enough_outcomes"}}
    (warning,) = job.warnings
    assert str(gone.pk) in warning["message"]
    assert runs.looks.get().by == f"job:{job.pk}"


def begin_elsewhere(like: Any) -> Any:
    """An experiment of a use case that is not installed here."""
    from scorewright.loop.deployment.models import TrafficPlan, TrafficShare
    from scorewright.loop.experiments.models import Experiment

    plan = TrafficPlan.objects.create(
        use_case="gone", production=like.plan.production, experiment="x", reason="", by=""
    )
    TrafficShare.objects.create(plan=plan, role="arm", name="b", version=like.plan.production, share=0.5)
    given = {field.name: getattr(like, field.name) for field in Experiment._meta.fields if field.name != "id"}
    return Experiment.objects.create(**given | {"plan": plan, "use_case": "gone", "started_at": plan.at})


def test_schedule__every_day(database: None) -> None:
    (declared,) = experiment_schedules()
    assert (declared.name, declared.kind, declared.cron) == ("experiments.look", look_at_experiments, "30 4 * * *")
