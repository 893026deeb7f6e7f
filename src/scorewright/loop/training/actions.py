"""Training a use case: every learner, one hold-out, one choice, and versions in the registry."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.actions import Candidate, register
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.cross_validation import CrossValidation
from scorewright.loop.training.finishing import Finished, metrics_of
from scorewright.loop.training.processes.workers import workers
from scorewright.loop.training.rows import splitting
from scorewright.loop.training.rows.kept_holdout import kept_holdout
from scorewright.loop.training.rows.preparation import TrainingDataError, TrainingSet, prepare
from scorewright.loop.training.rows.quality import check_quality, quality_of
from scorewright.loop.training.search.keeping import InMemory, Keeper
from scorewright.loop.training.search.tuning import Tuned
from scorewright.loop.training.session import Session, ground_of
from scorewright.loop.training.steps import OnStep, Step
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.quality.report import QualityReport
from scorewright.science.splits.split import Split


@dataclass(frozen=True)
class Trained:
    """What came of the data, before anything is registered: ``finished`` models, and why others were ``refused``.

    ``selection`` is how each learner did on the folds of the training rows, which chooses the best; ``study``, where it
    was asked for, how each did on folds of all rows: it is told, and chooses nothing. ``tuned`` is what the search for
    each learner's parameters found, and empty where none was asked for.
    """

    use_case: UseCase
    data: TrainingSet
    split: Split
    quality: QualityReport
    finished: Sequence[Finished]
    refused: Mapping[str, str]
    selection: Mapping[str, CrossValidation]
    study: Mapping[str, CrossValidation] | None
    tuned: Mapping[str, Tuned]
    seconds: float


@dataclass(frozen=True)
class Registered:
    """The versions of a training; ``best`` is the declared champion, or else the one whose learner did best; None where
    every learner was refused.
    """

    versions: tuple[ModelVersion, ...]
    best: ModelVersion | None
    trained: Trained


def train(
    *,
    use_case: UseCase,
    dataset: Dataset,
    by: str,
    study_folds: int | None = None,
    learners: Sequence[str] | None = None,
    on_step: OnStep = lambda _: None,
) -> Registered:
    """``fit`` and ``register_all`` in one. Raises as ``fit`` does."""
    found = fit(use_case=use_case, dataset=dataset, study_folds=study_folds, learners=learners, on_step=on_step)
    return register_all(trained=found, by=by)


def fit(
    *,
    use_case: UseCase,
    dataset: Dataset,
    study_folds: int | None = None,
    learners: Sequence[str] | None = None,
    on_step: OnStep = lambda _: None,
    keeper: Keeper | None = None,
    processes: int | None = None,
) -> Trained:
    """Train ``learners`` (all that the use case names, where None) and certify each; the database is not asked.

    Where the use case tunes, ``keeper`` holds the trials (None: this process, until the end), and the trials it holds
    already are not made again. ``processes`` fit side by side: one for each processor, where None.

    Raises TrainingDataError where rows break a rule, the data-quality report has an error, or a learner is unknown;
    and whatever ``on_step`` raises to stop it.
    """
    started = time.perf_counter()
    chosen = _known(learners, use_case)
    on_step(Step("data", 0, 1))
    data = prepare(use_case, dataset)
    quality = quality_of(use_case, data)
    check_quality(quality)
    split = split_of(use_case, data)
    on_step(Step("data", 1, 1))
    processes = processes or os.cpu_count() or 1
    ground = ground_of(use_case, data, split.train)
    tuned: Mapping[str, Tuned] = {}
    with workers(ground, processes=processes) as pool:
        session = Session(use_case, data, chosen, pool, on_step)
        if use_case.training.tuning.method != "none":
            session, tuned = session.tuned(ground, keeper or InMemory(), processes)
        selection = session.validated(split.train, use_case.training.folds, "choosing")
        study = None
        if study_folds is not None:
            study = session.validated(np.arange(len(data.labels)), study_folds, "study")
        finished, refused = session.finished(split, selection)
    seconds = time.perf_counter() - started
    return Trained(use_case, data, split, quality, finished, refused, selection, study, tuned, seconds)


@transaction.atomic
def register_all(*, trained: Trained, by: str) -> Registered:
    """A version in the registry for each model that was finished."""
    name = trained.use_case.name
    versions = tuple(register(use_case=name, candidate=_candidate(trained, model), by=by) for model in trained.finished)
    return Registered(versions, _best(versions, trained), trained)


def split_of(use_case: UseCase, data: TrainingSet) -> Split:
    """Training rows and hold-out. Raises TrainingDataError where the rows do not allow them."""
    try:
        split = splitting.holdout(data, use_case.training)
    except ValueError as error:
        raise TrainingDataError(f"the rows cannot be split: {error}") from error
    for side, rows in {"training rows": split.train, "hold-out": split.test}.items():
        if len(np.unique(data.labels[rows])) < 2:
            raise TrainingDataError(f"the {side} hold only one value of {use_case.outcome.name!r}")
    return split


def _known(learners: Sequence[str] | None, use_case: UseCase) -> Sequence[str]:
    if unknown := sorted(set(learners or ()) - set(use_case.training.learners)):
        names = ", ".join(use_case.training.learners)
        raise TrainingDataError(f"learners: {', '.join(unknown)} is not declared by {use_case.name}, which has {names}")
    return learners or use_case.training.learners


def _candidate(trained: Trained, model: Finished) -> Candidate:
    use_case, data, split, selection = trained.use_case, trained.data, trained.split, trained.selection[model.learner]
    holdout, rows = kept_holdout(use_case, data, split, model.probabilities)
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
            **({"tuning": trained.tuned[model.learner].told()} if model.learner in trained.tuned else {}),
        },
        metrics=metrics_of(model.evaluation),
        confusion=asdict(model.evaluation.confusion),
        importance=model.importance,
        quality=json.loads(json.dumps(asdict(trained.quality), default=str)),
        certificate=asdict(model.certificate),
        conformal=None if model.width is None else model.width.to_json(),
        training_seconds=model.seconds,
        gates=model.gates,
        content=model.content,
        holdout=holdout,
        trained=rows,
    )


def _best(versions: Sequence[ModelVersion], trained: Trained) -> ModelVersion | None:
    """The declared champion where it passes its gates, else the version whose learner did best on the folds."""
    training = trained.use_case.training
    passing = {model.learner for model in trained.finished if all(gate.passed for gate in model.gates)}
    if training.champion in passing:
        return next(version for version in versions if version.algorithm == training.champion)
    direction = 1 if METRICS[training.target_metric].greater_is_better else -1
    return max(versions, key=lambda version: direction * trained.selection[version.algorithm].mean, default=None)
