"""Training a use case: every learner, one hold-out, one choice, and versions in the registry."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry import actions as registry
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training import splitting
from scorewright.loop.training.cross_validation import CrossValidation, cross_validate, workers
from scorewright.loop.training.finishing import Finished, finish, metrics_of
from scorewright.loop.training.preparation import (
    TrainingDataError,
    TrainingSet,
    groups,
    moments,
    prepare,
    quality_columns,
)
from scorewright.science.artefacts.certificate import ParityError
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.quality.report import QualityReport, examine
from scorewright.science.splits.split import Rows, Split


@dataclass(frozen=True)
class Step:
    """How far a stage of the training is."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True)
class TrainingRun:
    """What came of a training.

    ``best`` is the version whose learner did best on the folds of the training rows, None where every learner was
    refused; ``refused`` says why, by learner. ``study`` cross-validates every learner over all rows, where asked for.
    """

    versions: tuple[ModelVersion, ...]
    best: ModelVersion | None
    refused: Mapping[str, str]
    selection: Mapping[str, CrossValidation]
    study: Mapping[str, CrossValidation] | None
    rows: int
    seconds: float


def train(
    *,
    use_case: UseCase,
    dataset: Dataset,
    by: str,
    study_folds: int | None = None,
    learners: Sequence[str] | None = None,
    on_step: Callable[[Step], None] = lambda _: None,
) -> TrainingRun:
    """Train ``learners`` (all that the use case names, where None) and register each that can be certified.

    Raises TrainingDataError where rows break a rule, the data-quality report has an error, or a learner is unknown.
    """
    started = time.perf_counter()
    chosen = _known(learners, use_case)
    on_step(Step("data", 0, 1))
    training = prepare(use_case, dataset)
    quality = _examined(use_case, training)
    split = _split(training, use_case)
    on_step(Step("data", 1, 1))
    with workers() as pool:
        selection = _validated(pool, use_case, training, split.train, use_case.training.folds, chosen, "choosing", on_step)
        study = None
        if study_folds is not None:
            everything = np.arange(len(training.labels))
            study = _validated(pool, use_case, training, everything, study_folds, chosen, "study", on_step)
        finished, refused = _finished(pool, use_case, training, split, chosen, on_step)
    with transaction.atomic():
        versions = tuple(
            registry.register(
                use_case=use_case.name,
                candidate=_candidate(use_case, training, split, quality, model, selection[model.learner]),
                by=by,
            )
            for model in finished
        )
    return TrainingRun(
        versions=versions,
        best=_best(versions, selection, use_case.training.target_metric),
        refused=refused,
        selection=selection,
        study=study,
        rows=len(training.labels),
        seconds=time.perf_counter() - started,
    )


def _known(learners: Sequence[str] | None, use_case: UseCase) -> Sequence[str]:
    if unknown := sorted(set(learners or ()) - set(use_case.training.learners)):
        names = ", ".join(use_case.training.learners)
        raise TrainingDataError(f"learners: {', '.join(unknown)} is not declared by {use_case.name}, which has {names}")
    return learners or use_case.training.learners


def _examined(use_case: UseCase, training: TrainingSet) -> QualityReport:
    plan = use_case.training
    report = examine(
        quality_columns(training),
        training.labels.tolist(),
        now=timezone.now(),
        limits=plan.quality,
        times=moments(training, plan.split_by) if plan.split == "time" and plan.split_by else None,
        group=groups(training, plan.split_by) if plan.split == "group" and plan.split_by else None,
    )
    if not report.passes:
        errors = [finding.message for finding in report.findings if finding.severity == "error"]
        raise TrainingDataError(f"the data-quality report objects: {' '.join(errors)}")
    return report


def _split(training: TrainingSet, use_case: UseCase) -> Split:
    try:
        return splitting.holdout(training, use_case.training)
    except ValueError as error:
        raise TrainingDataError(f"the rows cannot be split: {error}") from error


def _validated(
    pool: Executor,
    use_case: UseCase,
    training: TrainingSet,
    rows: Rows,
    count: int,
    learners: Sequence[str],
    stage: str,
    on_step: Callable[[Step], None],
) -> dict[str, CrossValidation]:
    done, total = 0, count * len(learners)

    def on_fit() -> None:
        nonlocal done
        done += 1
        on_step(Step(stage, done, total))

    try:
        folds = splitting.folds(training, use_case.training, rows, count)
        return cross_validate(
            pool,
            training.table,
            training.labels,
            folds,
            learners=learners,
            plan=use_case.training,
            decision=use_case.decision,
            on_fit=on_fit,
        )
    except ValueError as error:
        raise TrainingDataError(f"the rows cannot be cross-validated: {error}") from error


def _finished(
    pool: Executor,
    use_case: UseCase,
    training: TrainingSet,
    split: Split,
    learners: Sequence[str],
    on_step: Callable[[Step], None],
) -> tuple[list[Finished], dict[str, str]]:
    waiting = {
        learner: pool.submit(
            finish,
            learner,
            training.table,
            training.labels,
            split,
            use_case.training,
            use_case.decision,
            use_case.gates,
        )
        for learner in learners
    }
    finished, refused = [], {}
    for number, (learner, future) in enumerate(waiting.items(), 1):
        match future.result():
            case ParityError() as error:
                refused[learner] = str(error)
            case Finished() as model:
                finished.append(model)
        on_step(Step("finishing", number, len(learners)))
    return finished, refused


def _candidate(
    use_case: UseCase,
    training: TrainingSet,
    split: Split,
    quality: QualityReport,
    model: Finished,
    selection: CrossValidation,
) -> registry.Candidate:
    return registry.Candidate(
        algorithm=model.learner,
        parameters=dict(model.parameters),
        features=[asdict(feature.column) for feature in use_case.features],
        data_source=training.source,
        data_fingerprint=training.fingerprint,
        training_rows=len(split.train),
        holdout_rows=len(split.test),
        cross_validation={**asdict(selection), "mean": selection.mean, "sd": selection.sd},
        metrics=metrics_of(model.evaluation),
        confusion=asdict(model.evaluation.confusion),
        importance=model.importance,
        quality=json.loads(json.dumps(asdict(quality), default=str)),
        certificate=asdict(model.certificate),
        training_seconds=model.seconds,
        gates=model.gates,
        content=model.content,
    )


def _best(
    versions: Sequence[ModelVersion], selection: Mapping[str, CrossValidation], metric: str
) -> ModelVersion | None:
    direction = 1 if METRICS[metric].greater_is_better else -1
    return max(versions, key=lambda version: direction * selection[version.algorithm].mean, default=None)
