"""The regular question, asked more than once, cancelled, or beside somebody else."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from scorewright.declare.dataset import Dataset
from scorewright.declare.retraining import Retraining
from scorewright.declare.use_case import UseCase

PLAN = Retraining(cool_down=timedelta(0), data_source="declared")


@dataclass
class Question:
    """The job of a regular question, asked where there is a reason to train; ``loads`` counts how often rows are."""

    tenant_id: uuid.UUID
    use_case: UseCase
    job: Any
    loads: int = 0
    when_loaded: Callable[[], object] = lambda: None

    def load(self) -> Dataset:
        self.loads += 1
        self.when_loaded()
        return self.use_case.load()

    def answer(self) -> Mapping[str, Any]:
        """What an attempt answers."""
        from scorewright.loop.jobs.handle import JobHandle
        from scorewright.loop.retraining.checking import train_where_due

        actor = f"job:{self.job.pk}"
        lease, minute = uuid.uuid4(), timedelta(minutes=1)
        return train_where_due(JobHandle(self.tenant_id, self.job.pk, lease, actor, minute, self.job.arguments))

    def done(self) -> Any:
        """The job, once a worker has had it."""
        from scorewright.loop.jobs.running import run_job

        run_job(self.tenant_id, self.job.pk)
        self.job.refresh_from_db()
        return self.job


@pytest.fixture
def question(tenant: uuid.UUID, use_case: UseCase, make_version, redeclare) -> Question:
    from scorewright.loop.deployment.actions import activate
    from scorewright.loop.jobs.actions import enqueue
    from scorewright.loop.retraining.tasks import check_reasons

    version = make_version()
    activate(version_id=version.pk, by="user:test", reason="the first")
    type(version).objects.filter(pk=version.pk).update(created_at=timezone.now() - timedelta(days=91))
    job = enqueue(kind=check_reasons, arguments={"use_case": use_case.name}, by="schedule")
    found = Question(tenant, use_case, job)
    redeclare(retraining=PLAN, load=found.load)
    return found


def test_train_where_due__asked_twice__one_training_and_the_same_answer(question) -> None:
    from scorewright.loop.retraining.models import TrainingRun

    first, second = question.answer(), question.answer()
    assert first["trained"]
    assert second == first
    assert str(TrainingRun.objects.get().job_id) == first["job_id"]


def test_train_where_due__declared_rows__loaded_once(question) -> None:
    assert question.done().result["trained"]
    assert question.loads == 1


def test_train_where_due__cancelled_while_it_reads__asks_for_nothing(question) -> None:
    from scorewright.loop.jobs.actions import cancel
    from scorewright.loop.retraining.models import TrainingRun

    question.when_loaded = lambda: cancel(job=question.job, by="user:test")
    assert question.done().state == "cancelled"
    assert question.loads == 1
    assert not TrainingRun.objects.exists()


def test_train_where_due__somebody_has_used_its_key__a_training_of_its_own(question) -> None:
    from scorewright.loop.jobs.actions import cancel
    from scorewright.loop.retraining.config import TrainingConfig
    from scorewright.loop.retraining.http.idempotency import ask_once

    config = TrainingConfig(use_case=question.use_case.name, data_source="declared")
    asked = ask_once(config=config, by="user:test", reason="", idempotency_key=f"check:{question.job.pk}")
    cancel(job=asked.run.job, by="user:test")
    job = question.done()
    assert (job.state, job.result["trained"]) == ("succeeded", True)
    assert job.result["job_id"] != str(asked.run.job_id)


def test_train_where_due__too_few_of_a_class_for_the_folds__said_as_data_quality_says_it(
    question, use_case, redeclare
) -> None:
    rows = list(use_case.load().rows)
    late, punctual = ([row for row in rows if row["late"] == value] for value in ("yes", "no"))
    few = Dataset([*late[:10], *punctual[:150]], "made in the tests")
    redeclare(retraining=PLAN, load=lambda: few, training=replace(use_case.training, folds=10))
    job = question.done()
    assert not job.result["trained"]
    assert "but the data-quality report objects: the rows cannot be cross-validated: " in job.result["reason"]


def test_train_where_due__another_asks_meanwhile__must_wait_until_this_one_is_over(question) -> None:
    from django.db import connection

    held: list[int] = []

    def look() -> None:
        key = f"scorewright.retraining:{question.tenant_id}:{question.use_case.name}"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks, (SELECT hashtextextended(%s, 0) AS key) AS ours WHERE granted"
                " AND locktype = 'advisory' AND classid::bigint << 32 | objid::bigint = ours.key",
                [key],
            )
            held.append(cursor.fetchone()[0])

    question.when_loaded = look
    assert question.answer()["trained"]
    assert held == [1]


def test_train_where_due__another_version_decides_meanwhile__its_own_reasons_are_for_the_next_time(
    question, make_version
) -> None:
    from scorewright.loop.deployment.actions import activate

    def switch() -> None:
        activate(version_id=make_version().pk, by="user:test", reason="meanwhile")

    question.when_loaded = switch
    assert question.answer() == {"trained": False, "reason": "what decides has changed while it was looked at"}
