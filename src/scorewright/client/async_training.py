"""The training service for programs that await."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from typing import Unpack
from uuid import UUID

from scorewright.client import evaluating, training, waiting
from scorewright.client.answers import JobState
from scorewright.client.configuration import Configuration
from scorewright.client.evaluated import Comparison, Evaluation
from scorewright.client.jobs import AsyncHold, AsyncJobFor
from scorewright.client.repeats import Repeats
from scorewright.client.trained import Activation, DataQuality, Model, Training, TrainingFile


class AsyncTrainingService:
    """``TrainingService``, awaited."""

    def __init__(self, hold: AsyncHold, repeats: Repeats) -> None:
        self._hold = hold
        self._repeats = repeats

    async def upload(self, path: Path | str) -> TrainingFile:
        """As ``TrainingService.upload``."""
        return await self._hold(training.upload(Path(path), self._repeats))

    async def examine(self, use_case: str, **config: Unpack[Configuration]) -> DataQuality:
        """As ``TrainingService.examine``."""
        return await self._hold(training.examine(use_case, config, self._repeats))

    async def train(
        self, use_case: str, *, idempotency_key: str | None = None, **config: Unpack[Configuration]
    ) -> AsyncJobFor[Training]:
        """As ``TrainingService.train``."""
        return self._training(await self._hold(training.train(use_case, config, idempotency_key, self._repeats)))

    async def job(self, job_id: UUID | str) -> AsyncJobFor[Training]:
        """As ``TrainingService.job``."""
        return self._training(await self._hold(waiting.state(UUID(str(job_id)), self._repeats)))

    async def trainings(self, *, use_case: str | None = None, status: str | None = None) -> AsyncIterator[Training]:
        """As ``TrainingService.trainings``."""
        query: dict[str, str] | None = training.first_page(use_case=use_case, status=status)
        while query is not None:
            page = await self._hold(training.trainings_page(query, self._repeats))
            for found in page.jobs:
                yield found
            query = training.next_page(query, page)

    async def models(self, *, use_case: str | None = None, active_only: bool = False) -> AsyncIterator[Model]:
        """As ``TrainingService.models``."""
        query: dict[str, str] | None = training.first_page(
            use_case=use_case, active_only="true" if active_only else None
        )
        while query is not None:
            page = await self._hold(training.models_page(query, self._repeats))
            for found in page.models:
                yield found
            query = training.next_page(query, page)

    async def model(self, model_id: UUID | str) -> Model:
        """As ``TrainingService.model``."""
        return await self._hold(training.model(model_id, self._repeats))

    async def evaluate(self, model_id: UUID | str, *, plots: bool = True) -> AsyncJobFor[Evaluation]:
        """As ``TrainingService.evaluate``."""
        state = await self._hold(evaluating.evaluate(model_id, self._repeats, plots=plots))
        return AsyncJobFor(self._hold, state, self._repeats, partial(evaluating.evaluation, model_id, self._repeats))

    async def evaluation(self, model_id: UUID | str) -> Evaluation:
        """As ``TrainingService.evaluation``."""
        return await self._hold(evaluating.evaluation(model_id, self._repeats))

    async def download_plot(self, model_id: UUID | str, name: str, path: Path | str) -> Path:
        """As ``TrainingService.download_plot``."""
        return await self._hold(evaluating.plot(model_id, name, Path(path), self._repeats))

    async def download_report(self, model_id: UUID | str, path: Path | str) -> Path:
        """As ``TrainingService.download_report``."""
        return await self._hold(evaluating.report(model_id, Path(path), self._repeats))

    async def compare(self, model_ids: Sequence[UUID | str], *, metrics: Sequence[str] | None = None) -> Comparison:
        """As ``TrainingService.compare``."""
        return await self._hold(evaluating.compare(model_ids, metrics, self._repeats))

    async def activate(self, model_id: UUID | str, reason: str) -> Activation:
        """As ``TrainingService.activate``."""
        return await self._hold(training.activate(model_id, reason, self._repeats))

    async def rollback(self, use_case: str, reason: str) -> Activation:
        """As ``TrainingService.rollback``."""
        return await self._hold(training.rollback(use_case, reason, self._repeats))

    def _training(self, state: JobState) -> AsyncJobFor[Training]:
        return AsyncJobFor(self._hold, state, self._repeats, partial(training.training, str(state.id), self._repeats))
