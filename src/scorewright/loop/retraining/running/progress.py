"""How far a training is, told to its job; and its end where its time is up."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Self

from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.stepless import stepless
from scorewright.loop.training.rows.preparation import TrainingDataError
from scorewright.loop.training.steps import Step

WHOLE = 1000
BETWEEN_SIGNS_SECONDS = 1.0
# How much of a training each stage is, of a thousand: where it begins, and how long it is.
SHARES: Mapping[str, tuple[int, int]] = {
    "data": (0, 50),
    "tuning": (50, 550),
    "choosing": (600, 150),
    "finishing": (750, 230),
}
WORDS = {
    "data": "checking the data",
    "choosing": "choosing the learner",
    "tuning": "tuning",
    "finishing": "fitting, converting, certifying, measuring",
}


class TooLongError(TrainingDataError):
    """The training took longer than its configuration allows."""


@dataclass
class Progress:
    """Passes on how far the work is, at most once a second, logs each stage, and stops it where its time is up.

    Until the rows are read and checked there are no steps.
    """

    handle: JobHandle
    longest: timedelta
    begun: float = field(default_factory=monotonic)
    told: float = 0.0
    done: int = 0
    stage: str = ""
    reading: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        self.reading.enter_context(stepless(self.handle))
        return self

    def __exit__(self, *_: object) -> None:
        self.reading.close()

    def __call__(self, step: Step) -> None:
        if step.stage != "data":
            self.reading.close()
        now = monotonic()
        if now - self.begun > self.longest.total_seconds():
            minutes = self.longest.total_seconds() / 60
            raise TooLongError(f"took longer than max_training_time_minutes, which is {minutes:g}")
        words = WORDS.get(step.stage, step.stage)
        if step.stage != self.stage:
            self.stage = step.stage
            self.handle.log(words)
        begins, length = SHARES.get(step.stage, (self.done, 0))
        self.done = max(self.done, begins + length * step.done // max(step.total, 1))
        if step.done == step.total or now - self.told >= BETWEEN_SIGNS_SECONDS:
            self.told = now
            self.handle.progress(self.done, WHOLE, f"{words} ({step.done} of {step.total})")
