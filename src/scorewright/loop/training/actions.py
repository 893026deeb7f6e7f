"""Training a use case: every learner, one hold-out, one choice, and versions in the registry."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.actions import Candidate, register
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training import splitting
from scorewright.loop.training.cross_validation import CrossValidation, workers
from scorewright.loop.training.finishing import Finished, metrics_of
from scorewright.loop.training.kept_holdout import kept_holdout
from scorewright.loop.training.preparation import (
    TrainingDataError,
    TrainingSet,
    groups,
    identifiers,
    moments,
    prepare,
    quality_columns,
)
from scorewright.loop.training.session import OnStep, Session, Step
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.quality.report import QualityReport, examine
from scorewright.science.splits.split import Split


@dataclass(frozen=True)
class TrainingRun:
    """What came of a training.

    ``best`` is the version whose learner did best on the folds of the training rows (``selection``), None where every
    learner was refused; ``refused`` says why, by learner. ``study`` cross-validates every learner over all rows, where
    that was asked for: it is told, and chooses nothing.
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
    on_step: OnStep = lambda _: None,
) -> TrainingRun:
    """Train ``learners`` (all that the use case names, where None) and register each that can be certified.

    Raises TrainingDataError where rows break a rule, the data-quality report has an error, or a learner is unknown.
    """
    started = time.perf_counter()
    chosen = _known(learners, use_case)
    on_step(Step("data", 0, 1))
    data = prepare(use_case, dataset)
    quality = _examined(use_case, data)
    split = _split(use_case, data)
    on_step(Step("data", 1, 1))
    with workers() as pool:
        session = Session(use_case, data, chosen, pool, on_step)
        selection = session.validated(split.train, use_case.training.folds, "choosing")
        study = None
        if study_folds is not None:
            study = session.validated(np.arange(len(data.labels)), study_folds, "study")
        finished, refused = session.finished(split, selection)
    with transaction.atomic():
        versions = tuple(
            register(
                use_case=use_case.name,
                candidate=_candidate(use_case, data, split, quality, model=model, selection=selection[model.learner]),
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
        rows=len(data.labels),
        seconds=time.perf_counter() - started,
    )


def _known(learners: Sequence[str] | None, use_case: UseCase) -> Sequence[str]:
    if unknown := sorted(set(learners or ()) - set(use_case.training.learners)):
        names = ", ".join(use_case.training.learners)
        raise TrainingDataError(f"learners: {', '.join(unknown)} is not declared by {use_case.name}, which has {names}")
    return learners or use_case.training.learners


def _examined(use_case: UseCase, data: TrainingSet) -> QualityReport:
    plan = use_case.training
    report = examine(
        quality_columns(use_case, data),
        data.labels.tolist(),
        now=timezone.now(),
        limits=plan.quality,
        times=moments(data, plan.split_by) if plan.split == "time" and plan.split_by else None,
        group=groups(data, plan.split_by) if plan.split == "group" and plan.split_by else None,
        identifiers=identifiers(use_case),
    )
    if not report.passes:
        errors = [finding.message for finding in report.findings if finding.severity == "error"]
        raise TrainingDataError(f"the data-quality report objects: {' '.join(errors)}")
    return report


def _split(use_case: UseCase, data: TrainingSet) -> Split:
    try:
        split = splitting.holdout(data, use_case.training)
    except ValueError as error:
        raise TrainingDataError(f"the rows cannot be split: {error}") from error
    for side, rows in {"training rows": split.train, "hold-out": split.test}.items():
        if len(np.unique(data.labels[rows])) < 2:
            raise TrainingDataError(f"the {side} hold only one value of {use_case.outcome.name!r}")
    return split


def _candidate(
    use_case: UseCase,
    data: TrainingSet,
    split: Split,
    quality: QualityReport,
    *,
    model: Finished,
    selection: CrossValidation,
) -> Candidate:
    holdout, trained = kept_holdout(use_case, data, split, model.probabilities)
    return Candidate(
        algorithm=model.learner,
        parameters=dict(model.parameters),
        features=[asdict(feature.column) for feature in use_case.features],
        data_source=data.source,
        data_fingerprint=splitting.fingerprint(data, split),
        training_rows=len(split.train),
        holdout_rows=len(split.test),
        cross_validation={
            "metric": selection.metric,
            "folds": selection.folds,
            "mean": selection.mean,
            "sd": selection.sd,
        },
        metrics=metrics_of(model.evaluation),
        confusion=asdict(model.evaluation.confusion),
        importance=model.importance,
        quality=json.loads(json.dumps(asdict(quality), default=str)),
        certificate=asdict(model.certificate),
        conformal=None if model.width is None else model.width.to_json(),
        training_seconds=model.seconds,
        gates=model.gates,
        content=model.content,
        holdout=holdout,
        trained=trained,
    )


def _best(
    versions: Sequence[ModelVersion], selection: Mapping[str, CrossValidation], metric: str
) -> ModelVersion | None:
    direction = 1 if METRICS[metric].greater_is_better else -1
    return max(versions, key=lambda version: direction * selection[version.algorithm].mean, default=None)
