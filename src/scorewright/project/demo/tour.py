"""The tour: decide, say what happened, and measure what was served."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar

import numpy as np

from scorewright.declare.outcome import OutcomeValue
from scorewright.declare.use_case import UseCase
from scorewright.project.demo.client import Answer, Client, ServiceError
from scorewright.project.demo.unseen import Unseen
from scorewright.science.metrics.report import Evaluation, evaluate

AT_ONCE = 4
ACCEPTED = (HTTPStatus.OK, HTTPStatus.CREATED)
Progress = Callable[[str, int, int], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One unseen row: what the service decided, and what it said to the outcome (None where it decided nothing)."""

    label: int
    decision: Answer
    outcome: Answer | None

    @property
    def errors(self) -> int:
        """How many of its answers were neither 200 nor 201."""
        return sum(answer is not None and answer.status not in ACCEPTED for answer in (self.decision, self.outcome))


@dataclass(frozen=True)
class Stored:
    """What the service says it has kept since the first of our decisions."""

    decisions: int
    outcomes: int


def wait_for_model(service: Client, use_case: str, patience_seconds: float) -> Mapping[str, Any]:
    """The version in production, once there is one. Raises ServiceError."""
    deadline = time.monotonic() + patience_seconds
    while (version := service.production(use_case)) is None:
        if time.monotonic() > deadline:
            raise ServiceError(f"{use_case} has no model in production: scorewright train {use_case} makes one")
        time.sleep(1)
    return version


def serve(service: Client, use_case: UseCase, unseen: Unseen, on_step: Progress) -> list[Row]:
    """Send every record, then every outcome; a row for each, in order. Raises ServiceError when the service is gone."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        asked = threads.map(lambda record: service.predict(use_case.name, record), unseen.records)
        decisions = _counted(asked, "decisions", len(unseen.records), on_step)
        values = [use_case.outcome.value(int(label)) for label in unseen.labels]
        told = threads.map(lambda decision, value: _tell(service, decision, value), decisions, values)
        outcomes = _counted(told, "outcomes", len(decisions), on_step)
    return [Row(*parts) for parts in zip(unseen.labels.tolist(), decisions, outcomes, strict=True)]


def stored(service: Client, use_case: str, rows: Sequence[Row]) -> Stored:
    """What the service has kept of ``rows``; others may decide at the same time, so never more than we know of."""
    decided = [row for row in rows if row.decision.status in ACCEPTED]
    if not decided:
        return Stored(0, 0)
    since = min(datetime.fromisoformat(row.decision.body["at"]) for row in decided)
    kept = service.summary(use_case, since)
    told = sum(row.outcome is not None and row.outcome.status in ACCEPTED for row in rows)
    return Stored(min(len(decided), kept["decisions"]), min(told, kept["outcomes"]))


def measure(use_case: UseCase, rows: Sequence[Row]) -> Evaluation:
    """The served probabilities against what happened. Raises ServiceError when nothing was decided."""
    decided = [row for row in rows if row.decision.status in ACCEPTED]
    if not decided:
        raise ServiceError("no record was decided on: nothing can be measured")
    return evaluate(
        np.array([row.label for row in decided], dtype=np.int64),
        np.array([row.decision.body["probability"] for row in decided], dtype=np.float64),
        threshold=use_case.decision.threshold,
        rng=np.random.default_rng(use_case.training.seed),
    )


def _tell(service: Client, decision: Answer, value: OutcomeValue) -> Answer | None:
    if decision.status not in ACCEPTED:
        return None
    return service.report_outcome(decision.body["decision_id"], value)


def _counted(answers: Iterable[T], stage: str, total: int, on_step: Progress) -> list[T]:
    found: list[T] = []
    for answer in answers:
        found.append(answer)
        on_step(stage, len(found), total)
    return found
