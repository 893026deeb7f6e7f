"""The training service for programs that wait."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Unpack
from uuid import UUID

from scorewright.client import evaluating, training, waiting
from scorewright.client.answers import JobState
from scorewright.client.configuration import Configuration
from scorewright.client.evaluated import Comparison, Evaluation
from scorewright.client.jobs import Hold, JobFor
from scorewright.client.repeats import Repeats
from scorewright.client.trained import Activation, DataQuality, Model, Training, TrainingFile


class TrainingService:
    """``client.training``: versions from rows to production. Who trains needs another role than who activates."""

    def __init__(self, hold: Hold, repeats: Repeats) -> None:
        self._hold = hold
        self._repeats = repeats

    def upload(self, path: Path | str) -> TrainingFile:
        """Send a file to train from (.csv, .csv.gz, .json, .jsonl, .parquet), with the outcome as a column."""
        return self._hold(training.upload(Path(path), self._repeats))

    def examine(self, use_case: str, **config: Unpack[Configuration]) -> DataQuality:
        """What is to be said about the rows, before anything is trained from them."""
        return self._hold(training.examine(use_case, config, self._repeats))

    def train(
        self, use_case: str, *, idempotency_key: str | None = None, **config: Unpack[Configuration]
    ) -> JobFor[Training]:
        """Begin a training, once however often it has to be asked for.

        Raises QualityRefusedError where the data-quality report objects, and Rejected for a configuration that cannot
        be trained.
        """
        return self._training(self._hold(training.train(use_case, config, idempotency_key, self._repeats)))

    def job(self, job_id: UUID | str) -> JobFor[Training]:
        """A training that was begun before."""
        return self._training(self._hold(waiting.state(UUID(str(job_id)), self._repeats)))

    def trainings(self, *, use_case: str | None = None, status: str | None = None) -> Iterator[Training]:
        """Trainings, the newest first, fetched page by page as they are asked for."""
        query: dict[str, str] | None = training.first_page(use_case=use_case, status=status)
        while query is not None:
            page = self._hold(training.trainings_page(query, self._repeats))
            yield from page.jobs
            query = training.next_page(query, page)

    def models(self, *, use_case: str | None = None, active_only: bool = False) -> Iterator[Model]:
        """Model versions, the newest first, fetched page by page as they are asked for."""
        query: dict[str, str] | None = training.first_page(
            use_case=use_case, active_only="true" if active_only else None
        )
        while query is not None:
            page = self._hold(training.models_page(query, self._repeats))
            yield from page.models
            query = training.next_page(query, page)

    def model(self, model_id: UUID | str) -> Model:
        """One version, with metrics, gates and parameters."""
        return self._hold(training.model(model_id, self._repeats))

    def evaluate(self, model_id: UUID | str, *, plots: bool = True) -> JobFor[Evaluation]:
        """Look at a version in detail, with figures unless ``plots`` is False."""
        state = self._hold(evaluating.evaluate(model_id, self._repeats, plots=plots))
        return JobFor(self._hold, state, self._repeats, partial(evaluating.evaluation, model_id, self._repeats))

    def evaluation(self, model_id: UUID | str) -> Evaluation:
        """What the last evaluation found. Raises ApiError with status 404 where there was none."""
        return self._hold(evaluating.evaluation(model_id, self._repeats))

    def download_plot(self, model_id: UUID | str, name: str, path: Path | str) -> Path:
        """Write a figure of the last evaluation (PNG) to ``path``; ``Evaluation.plots`` has their names."""
        return self._hold(evaluating.plot(model_id, name, Path(path), self._repeats))

    def download_report(self, model_id: UUID | str, path: Path | str) -> Path:
        """Write the report of an evaluated version (HTML, one file) to ``path``."""
        return self._hold(evaluating.report(model_id, Path(path), self._repeats))

    def compare(self, model_ids: Sequence[UUID | str], *, metrics: Sequence[str] | None = None) -> Comparison:
        """Two to ten versions on the same rows; the first of ``metrics`` says which is best."""
        return self._hold(evaluating.compare(model_ids, metrics, self._repeats))

    def activate(self, model_id: UUID | str, reason: str) -> Activation:
        """Put a version into production. Raises ApiError with status 409 where the policy objects."""
        return self._hold(training.activate(model_id, reason, self._repeats))

    def rollback(self, use_case: str, reason: str) -> Activation:
        """Put back what decided before the last activation; a second time, what decided before that.

        So it is never tried again by itself: after Unavailable, see ``models(active_only=True)`` first.
        """
        return self._hold(training.rollback(use_case, reason, self._repeats))

    def _training(self, state: JobState) -> JobFor[Training]:
        return JobFor(self._hold, state, self._repeats, partial(training.training, str(state.id), self._repeats))
