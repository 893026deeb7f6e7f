"""One training at work: the data, the learners that compete, and the processes that fit them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from scorewright.declare.use_case import UseCase
from scorewright.loop.training.cross_validation import CrossValidation, cross_validate
from scorewright.loop.training.finishing import Finished, Refused, finish
from scorewright.loop.training.processes.ground import Ground
from scorewright.loop.training.processes.waiting import as_they_end
from scorewright.loop.training.rows import splitting
from scorewright.loop.training.rows.kept_holdout import group_values
from scorewright.loop.training.rows.preparation import TrainingDataError, TrainingSet
from scorewright.loop.training.search.keeping import Keeper
from scorewright.loop.training.search.tuning import Tuned, tune, with_best
from scorewright.loop.training.steps import OnStep, Step
from scorewright.science.metrics.beside import BESIDE
from scorewright.science.splits.split import Rows, Split


def ground_of(use_case: UseCase, data: TrainingSet, rows: Rows) -> Ground:
    """The folds of ``rows`` that choose. Raises TrainingDataError where the rows do not allow them."""
    plan = use_case.training
    try:
        folds = splitting.folds(data, plan, rows, plan.folds)
    except ValueError as error:
        raise TrainingDataError(f"the rows cannot be cross-validated: {error}") from error
    return Ground(data.table, data.labels, folds, plan, use_case.decision.threshold, data.weights)


@dataclass(frozen=True)
class Session:
    """What every stage of one training shares; ``on_step`` is told of each fit that ends."""

    use_case: UseCase
    data: TrainingSet
    learners: Sequence[str]
    pool: Executor
    on_step: OnStep

    def tuned(self, ground: Ground, keeper: Keeper, processes: int) -> tuple["Session", Mapping[str, Tuned]]:
        """This session with the best parameters that a search on ``ground`` found for each learner."""

        def on_trial(done: int, total: int) -> None:
            self.on_step(Step("tuning", done, total))

        found = tune(self.pool, ground, self.learners, keeper=keeper, processes=processes, on_trial=on_trial)
        plan = with_best(self.use_case.training, found)
        return replace(self, use_case=replace(self.use_case, training=plan)), found

    def validated(self, rows: Rows, folds: int, stage: str) -> dict[str, CrossValidation]:
        """Every learner on ``folds`` folds of ``rows``. Raises TrainingDataError where the rows do not allow it."""
        done, total = 0, folds * len(self.learners)

        def on_wait() -> None:
            self.on_step(Step(stage, done, total))

        def on_fit() -> None:
            nonlocal done
            done += 1
            on_wait()

        plan = self.use_case.training
        try:
            return cross_validate(
                self.pool,
                self.data.table,
                self.data.labels,
                splitting.folds(self.data, plan, rows, folds),
                learners=self.learners,
                plan=plan,
                decision=self.use_case.decision,
                on_fit=on_fit,
                on_wait=on_wait,
                weights=self.data.weights,
            )
        except ValueError as error:
            raise TrainingDataError(f"the rows cannot be cross-validated: {error}") from error

    def finished(
        self, split: Split, selection: Mapping[str, CrossValidation]
    ) -> tuple[list[Finished], Mapping[str, str]]:
        """Every learner as an artefact, and, by learner, why an artefact was refused."""
        asks = any(gate.metric in BESIDE for gate in self.use_case.gates)
        groups = group_values(self.use_case, [self.data.records[row] for row in split.test]) if asks else None
        waiting = {
            learner: self.pool.submit(
                finish,
                learner,
                self.data.table,
                self.data.labels,
                split,
                plan=self.use_case.training,
                decision=self.use_case.decision,
                gates=self.use_case.gates,
                answers=selection[learner].answers,
                weights=self.data.weights,
                groups=groups,
            )
            for learner in self.learners
        }
        done = 0

        def on_wait() -> None:
            self.on_step(Step("finishing", done, len(self.learners)))

        for _ in as_they_end(waiting.values(), on_wait):
            done += 1
            on_wait()
        found = {learner: future.result() for learner, future in waiting.items()}
        refused = {learner: one.reason for learner, one in found.items() if isinstance(one, Refused)}
        return [one for one in found.values() if isinstance(one, Finished)], refused
