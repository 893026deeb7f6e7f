"""A backtest as a kind of job."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.models import Job
from scorewright.loop.outcomes.backtesting.backtest import backtest
from scorewright.loop.outcomes.backtesting.question import Question
from scorewright.loop.outcomes.backtesting.telling import as_json
from scorewright.loop.tenancy.scope import Scope


def ask_to_backtest(*, question: Question, by: str) -> Job:
    """Put the ``question`` into the queue; its answer is the job's result."""
    return enqueue(kind=answer_backtest, arguments=question.to_json(), by=by)


# Measuring comes last and has no steps; it takes some seconds, however many decisions there were.
@job("outcomes.backtest", queue="ai_processing", stalls_after=timedelta(minutes=5))
def answer_backtest(handle: JobHandle) -> Mapping[str, Any]:
    """It keeps no checkpoint: interrupted, it begins again, and gives the same."""

    def on_step(done: int, total: int) -> None:
        handle.progress(done, total, "replaying")

    return as_json(backtest(Scope(handle.tenant_id, handle.actor), Question.from_json(handle.arguments), on_step))
