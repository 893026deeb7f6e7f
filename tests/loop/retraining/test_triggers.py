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
    """``learn(60, right=0.9)``: so many decisions of the version in production, and their outcomes."""
    from scorewright.loop.outcomes.models import Outcome
    from scorewright.loop.registry.queries import production
    from scorewright.loop.serving.models import Decision

    def learn(count: int, *, right: float = 1.0) -> None:
        rng = np.random.default_rng(3)
        for number in range(count):
            late = bool(number % 2)
            probability = 0.8 if late == (rng.random() < right) else 0.2
            decision = Decision.objects.create(**decided(regular, probability), model_version=production(regular.name))
            Outcome.objects.create(
                decision=decision, value="yes" if late else "no", label=int(late), occurred_at=decision.at, by="test"
            )

    return learn


def decided(use_case: UseCase, probability: float) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "use_case": use_case.name,
        "request_id": uuid.uuid4().hex,
        "asked_by": "test",
        "record": {"distance": 80 if probability > 0.5 else 20, "parcels": 3, "van": "small"},
        "features": {},
        "version": "v1",
        "threshold": 0.5,
        "probability": probability,
        "label": int(probability > 0.5),
        "confidence": 0.8,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
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
    assert second["reason"] == "there is no reason to"
    run = TrainingRun.objects.get()
    assert (run.trigger, run.new_rows, run.config["data_source"]) == ("data_threshold", 120, "decisions")


def test_labelled_decisions__as_of_a_moment__only_what_was_known_then(learn, in_production, regular) -> None:
    from scorewright.loop.retraining.labelled_decisions import labelled_decisions
    from scorewright.loop.training.preparation import prepare

    learn(30)
    known = labelled_decisions(regular, known_at=timezone.now())
    assert len(prepare(regular, known).labels) == 30
    assert not labelled_decisions(regular, known_at=timezone.now() - timedelta(hours=1)).rows
