"""Reasons to train anew, and the regular question for them."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from scorewright.declare import catalogue
from scorewright.declare.retraining import Retraining
from scorewright.declare.use_case import UseCase

PLAN = Retraining(minimum_new_rows=50, maximum_age=timedelta(days=90), performance_drop=0.05)
Learn = Callable[..., None]


@pytest.fixture
def regular(use_case: UseCase, monkeypatch: pytest.MonkeyPatch) -> UseCase:
    """The small use case, trained anew by itself."""
    found = replace(use_case, retraining=PLAN)
    known = dict(catalogue.use_cases())
    monkeypatch.setattr(catalogue, "use_cases", lambda: known | {found.name: found})
    return found


@pytest.fixture
def learn(tenant: uuid.UUID, regular: UseCase) -> Learn:
    """``learn(60, right=0.9)``: so many matured decisions of the version in production, and their outcomes.

    Every ``late_every``-th was late.
    """
    from scorewright.loop.outcomes.actions import report_many
    from scorewright.loop.outcomes.reports import Report
    from scorewright.loop.registry.queries import production
    from scorewright.loop.serving.models import Decision

    def learn(count: int, *, right: float = 1.0, late_every: int = 2, chance: float | None = None) -> None:
        rng, reports = np.random.default_rng(3), []
        for number in range(count):
            late = number % late_every == 1
            probability = 0.8 if late == (rng.random() < right) else 0.2
            given = decided(regular, probability, number)
            decision = Decision.objects.create(**given, model_version=production(regular.name))
            source = "observed" if chance is None else "investigated"
            value = "yes" if late else "no"
            reports.append(Report(decision_id=decision.pk, value=value, source=source, inclusion_probability=chance))
        report_many(reports=reports, by="test")

    return learn


def decided(use_case: UseCase, probability: float, number: int) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "use_case": use_case.name,
        "request_id": uuid.uuid4().hex,
        "asked_by": "test",
        "record": {"distance": (80 if probability > 0.5 else 20) + number / 100, "parcels": 3, "van": "small"},
        "features": {},
        "version": "v1",
        "threshold": 0.5,
        "probability": probability,
        "label": int(probability > 0.5),
        "confidence": 0.8,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
        "at": timezone.now() - timedelta(days=2),
    }


@pytest.fixture
def reason(tenant: uuid.UUID, regular: UseCase) -> Callable[..., Any]:
    """The reason at a moment so long after now."""
    from scorewright.loop.retraining.triggers import reason_to_train

    return lambda **later: reason_to_train(regular, PLAN, now=timezone.now() + timedelta(**later))


@pytest.fixture
def in_production(make_version, regular) -> Any:
    from scorewright.loop.deployment.actions import activate

    version = make_version()
    activate(version_id=version.pk, by="user:test", reason="the first")
    version.refresh_from_db()
    return version


@pytest.fixture
def checked(tenant: uuid.UUID, regular: UseCase) -> Callable[[], Any]:
    """Does the job of a regular question; the job."""
    from scorewright.loop.jobs.actions import enqueue
    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.retraining.tasks import check_reasons

    def checked() -> Any:
        job = enqueue(kind=check_reasons, arguments={"use_case": regular.name}, by="schedule")
        run_job(tenant, job.pk)
        job.refresh_from_db()
        return job

    return checked


def test_reason_to_train__nothing_new__none(reason, in_production) -> None:
    assert reason() is None


def test_reason_to_train__enough_new_labelled_rows__that(reason, learn, in_production) -> None:
    learn(49)
    assert reason() is None
    learn(1)
    found = reason()
    assert (found.trigger, found.new_rows) == ("data_threshold", 50)


def test_reason_to_train__old_version__its_age(reason, in_production) -> None:
    assert reason(days=89) is None
    found = reason(days=91)
    assert found.trigger == "model_age"
    assert "91 days" in found.reason


def test_reason_to_train__served_clearly_worse_than_promised__that_with_both_figures(
    reason, learn, in_production
) -> None:
    learn(200, right=0.55)
    found = reason()
    assert found.trigger == "performance_drop"
    assert "the hold-out promised" in found.reason


@pytest.mark.parametrize(("wrong_chance", "dropped"), [(1.0, False), (0.02, True)])
def test_reason_to_train__looked_into_by_unequal_chances__weighs_them(
    reason, learn, in_production, wrong_chance, dropped
) -> None:
    """Half of what was looked into is wrong; how much of all that is depends on how it was drawn."""
    learn(80, right=1.0, chance=0.02 if wrong_chance == 1.0 else 1.0)
    learn(80, right=0.0, chance=wrong_chance)
    found = reason()
    assert (found is not None and found.trigger == "performance_drop") == dropped


def test_reason_to_train__trained_anew_for_the_drop__not_for_that_again(reason, learn, in_production, regular) -> None:
    from scorewright.loop.retraining.asking import enqueue_training
    from scorewright.loop.retraining.config import TrainingConfig

    learn(200, right=0.55)
    found = reason()
    enqueue_training(
        config=TrainingConfig(use_case=regular.name),
        by="user:test",
        reason=found.reason,
        trigger=found.trigger,
        new_rows=found.new_rows,
    )
    assert reason(days=8) is None
    assert reason(days=92).trigger == "model_age"


def test_reason_to_train__trained_for_the_drop_of_what_was_rolled_back_since__its_own_drop_is_another(
    reason, learn, in_production, regular
) -> None:
    from scorewright.loop.deployment.models import Activation
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.registry.queries import production
    from scorewright.loop.retraining.asking import ask
    from scorewright.loop.retraining.config import TrainingConfig
    from scorewright.loop.retraining.models import TrainingRun

    learn(200, right=0.55)
    decides = production(regular.name)
    other = ModelVersion.objects.get(pk=decides.pk)
    other.pk, other.number, other.status = uuid.uuid4(), decides.number + 1, "retired"
    other.save(force_insert=True)
    Activation.objects.create(use_case=regular.name, version=other, reason="a test", by="test")
    ask(config=TrainingConfig(use_case=regular.name), by="user:test")
    TrainingRun.objects.update(trigger="performance_drop")
    Activation.objects.create(use_case=regular.name, version=decides, reason="a test", by="test")
    assert reason(days=8).trigger == "performance_drop"
    TrainingRun.objects.update(at=timezone.now())
    assert reason(days=8) is None


def test_reason_to_train__trained_for_another_reason_before_it_drops__the_drop_all_the_same(
    reason, learn, in_production, regular
) -> None:
    from scorewright.loop.retraining.asking import ask
    from scorewright.loop.retraining.config import TrainingConfig

    ask(config=TrainingConfig(use_case=regular.name), by="user:test")
    learn(200, right=0.55)
    assert reason(days=8).trigger == "performance_drop"


def test_reason_to_train__few_bad_outcomes__no_proof_of_a_drop(reason, learn, in_production) -> None:
    learn(40, right=0.3)
    assert reason() is None


def test_reason_to_train__within_the_cool_down__none(reason, learn, in_production, regular) -> None:
    from scorewright.loop.retraining.asking import ask
    from scorewright.loop.retraining.config import TrainingConfig

    ask(config=TrainingConfig(use_case=regular.name), by="user:test")
    learn(60)
    assert reason() is None
    assert reason(days=8).trigger == "data_threshold"


def test_reason_to_train__weekly_by_default__the_next_slot_is_never_within_the_cool_down(
    learn, in_production, regular, make_run
) -> None:
    from scorewright.loop.retraining.triggers import reason_to_train

    asked = make_run().at
    learn(60)
    plan = replace(Retraining(), minimum_new_rows=50)
    slot = asked + timedelta(days=7) - timedelta(hours=20)  # the first check came late, this one does not
    assert reason_to_train(regular, plan, now=slot).trigger == "data_threshold"
    assert reason_to_train(regular, plan, now=asked + timedelta(days=5)) is None


def test_reason_to_train__old_version_that_stays_after_a_training__due_again_after_the_same_time(
    reason, in_production, make_run
) -> None:
    _put_off(make_run(), days=91)
    assert reason(days=180) is None
    assert reason(days=182).trigger == "model_age"


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_reason_to_train__last_training_came_to_nothing__as_if_it_had_not_been(
    reason, learn, in_production, make_run, state
) -> None:
    from scorewright.loop.jobs.models import Job

    learn(60)
    run = make_run()
    Job.objects.filter(pk=run.job_id).update(state=state)
    assert reason(days=5) is None
    assert (reason(days=7).trigger, reason(days=7).new_rows) == ("data_threshold", 60)
    _put_off(run, days=30)
    assert reason(days=91).new_rows == 60


def test_train_where_due__enough_decisions_with_outcomes__one_training_that_says_why(
    learn, in_production, regular, tenant
) -> None:
    from scorewright.loop.jobs.actions import enqueue
    from scorewright.loop.jobs.handle import JobHandle
    from scorewright.loop.retraining.checking import train_where_due
    from scorewright.loop.retraining.models import TrainingRun
    from scorewright.loop.retraining.tasks import check_reasons

    learn(120)
    job = enqueue(kind=check_reasons, arguments={"use_case": regular.name}, by="schedule")
    handle = JobHandle(tenant, job.pk, uuid.uuid4(), "job", timedelta(minutes=1), arguments=job.arguments)
    first, second = train_where_due(handle), train_where_due(handle)
    assert first["trained"]
    assert second == first
    run = TrainingRun.objects.get()
    assert (run.trigger, run.new_rows, run.config["data_source"]) == ("data_threshold", 120, "decisions")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "was trained 91 days ago, but 0 rows hold only one value of 'late': nothing to learn"),
        (60, "60 labelled rows since the last training, but the data-quality report objects: There are 60 rows;"),
    ],
)
def test_train_where_due__too_few_labelled_decisions__asks_for_nothing_and_says_why(
    learn, in_production, checked, count, words
) -> None:
    from scorewright.loop.notifications.models import Alert
    from scorewright.loop.retraining.models import TrainingRun

    type(in_production).objects.update(created_at=timezone.now() - timedelta(days=91))
    learn(count)
    job = checked()
    assert (job.state, job.result["trained"]) == ("succeeded", False)
    assert words in job.result["reason"]
    assert [line["message"] for line in job.warnings] == [f"no training was asked for: {job.result['reason']}"]
    assert not TrainingRun.objects.exists()
    assert not Alert.objects.exists()


def test_train_where_due__too_few_of_a_class_for_the_folds__asks_for_nothing_and_says_why(
    learn, in_production, checked, regular, redeclare
) -> None:
    from scorewright.loop.retraining.models import TrainingRun

    redeclare(retraining=PLAN, training=replace(regular.training, folds=10))
    learn(120, late_every=20)
    job = checked()
    assert "the rows cannot be cross-validated" in job.result["reason"]
    assert not TrainingRun.objects.exists()


def _put_off(run: Any, **later: float) -> None:
    """As if it had been asked for so long after now."""
    from scorewright.loop.retraining.models import TrainingRun

    TrainingRun.objects.filter(pk=run.pk).update(at=timezone.now() + timedelta(**later))
