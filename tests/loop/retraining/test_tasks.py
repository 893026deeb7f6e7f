"""How long the jobs of this stage may take, after what they are tried again, and when the question is asked."""

from concurrent.futures.process import BrokenProcessPool

import pytest

from scorewright.loop.retraining.tasks import check_reasons, evaluate_model, retraining_schedules, train_model
from scorewright.loop.training.rows.preparation import TrainingDataError


@pytest.mark.parametrize(("kind", "soft", "hard"), [(train_model, 7200, 7400), (evaluate_model, 600, 660)])
def test_limits__of_trainings_and_evaluations__as_documented(kind, soft, hard) -> None:
    assert (kind.soft_limit.total_seconds(), kind.hard_limit.total_seconds()) == (soft, hard)


@pytest.mark.parametrize("kind", [train_model, evaluate_model])
def test_retries__errors_that_time_may_heal__three_times_five_minutes_apart(kind) -> None:
    policy = kind.retries
    assert [policy.delay_before(retry).total_seconds() for retry in (1, 2, 3)] == [300, 300, 300]
    for error in (OSError("the disk is full"), BrokenProcessPool("a process was lost")):
        assert policy.allows(error, made=2)
        assert not policy.allows(error, made=3)


@pytest.mark.parametrize("error", [TrainingDataError("one class"), MemoryError(), ValueError("a bug")])
def test_retries__any_other_error__fails_at_once(error) -> None:
    assert not train_model.retries.allows(error, made=0)


def test_schedules__admission__asked_on_sundays_at_one() -> None:
    (found,) = [each for each in retraining_schedules() if each.arguments == {"use_case": "admission"}]
    assert (found.name, found.cron, found.kind) == ("training.check.admission", "0 1 * * 0", check_reasons)
