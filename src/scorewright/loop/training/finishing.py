"""One learner from the training rows to all that its version will keep: fit, convert, certify, measure, judge."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.decision import Decision
from scorewright.declare.gates import Gate, GateResult
from scorewright.declare.training import Training
from scorewright.loop.training.cross_validation import FoldAnswers, fit
from scorewright.loop.training.widths import answers_as_served, width_of
from scorewright.science.artefacts.certificate import Certificate, certify
from scorewright.science.artefacts.running import load
from scorewright.science.calibration.conformal import Width
from scorewright.science.calibration.labelled_probabilities import Weights
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.metrics.beside import BESIDE, Judged
from scorewright.science.metrics.report import Evaluation, evaluate
from scorewright.science.metrics.weighted.whole_catalogue import evaluate_sample
from scorewright.science.policy.probabilities import settle
from scorewright.science.policy.thresholds import label
from scorewright.science.splits.split import Split
from scorewright.science.table import Table

Groups = Mapping[str, NDArray[np.object_]]


@dataclass(frozen=True)
class Finished:
    """A learner's model as an artefact, with what it answered on the hold-out and what was found there."""

    learner: str
    parameters: Mapping[str, Any]
    content: bytes
    certificate: Certificate
    evaluation: Evaluation
    probabilities: NDArray[np.float64]
    gates: tuple[GateResult, ...]
    importance: Mapping[str, float] | None
    width: Width | None
    seconds: float


@dataclass(frozen=True)
class Refused:
    """A learner that gives no version, and why."""

    learner: str
    reason: str


def finish(
    learner: str,
    table: Table,
    y: NDArray[np.int64],
    split: Split,
    *,
    plan: Training,
    decision: Decision,
    gates: tuple[Gate, ...],
    answers: Sequence[FoldAnswers],
    weights: Weights | None = None,
    groups: Groups | None = None,
) -> Finished | Refused:
    """Fit on the training rows, then touch the hold-out once; what cannot be fitted or certified is refused.

    ``answers`` are the learner's own for the folds of the training rows: the conformal width is learnt from them.
    Where there are ``weights`` (n,), fit, calibration, metrics and gates weigh each row by how many it stands for.
    ``groups`` are the values of fields for the rows of the hold-out, where a gate asks for them.
    """
    try:
        return _finish(
            learner,
            table,
            y,
            split,
            plan=plan,
            decision=decision,
            gates=gates,
            answers=answers,
            weights=weights,
            groups=groups or {},
        )
    except ValueError as error:  # ParityError and ArtefactRefused are ValueErrors too
        return Refused(learner, str(error))


def _finish(
    learner: str,
    table: Table,
    y: NDArray[np.int64],
    split: Split,
    *,
    plan: Training,
    decision: Decision,
    gates: tuple[Gate, ...],
    answers: Sequence[FoldAnswers],
    weights: Weights | None,
    groups: Groups,
) -> Finished:
    started = time.perf_counter()
    teach, judge = (None if weights is None else weights[rows] for rows in (split.train, split.test))
    model = fit(learner, plan, table.rows(split.train), y[split.train], weights=teach)
    content = model.to_onnx()
    holdout = table.rows(split.test)
    certificate = certify(
        model,
        content,
        holdout,
        label_of=lambda p: label(settle(p), decision.threshold),
        band_of=None if decision.bands is None else partial(_bands, decision),
        rng=np.random.default_rng(plan.seed),
    )
    # Measured on the artefact's own answers: it is what will decide.
    probabilities = settle(load(content).probability(holdout))
    measure = evaluate if judge is None else partial(evaluate_sample, weights=judge)
    evaluation = measure(
        y[split.test],
        probabilities,
        threshold=decision.threshold,
        rng=np.random.default_rng(plan.seed),
    )
    judged = Judged(
        y=y[split.test],
        p=probabilities,
        groups=groups,
        taught=answers_as_served(answers, y, plan, weights),
        weights=judge,
    )
    evaluation = _with_what_gates_ask(evaluation, gates, judged, plan.seed)
    return Finished(
        learner=learner,
        parameters=LEARNERS[learner].with_changes(plan.parameters_of(learner)),
        content=content,
        certificate=certificate,
        evaluation=evaluation,
        probabilities=probabilities,
        gates=tuple(gate.judge(_value(evaluation, gate.metric)) for gate in gates),
        importance=model.importance(),
        width=width_of(answers, y, plan, weights),
        seconds=time.perf_counter() - started,
    )


def _bands(decision: Decision, probabilities: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.array([decision.decide(float(p)).band for p in probabilities], dtype=np.object_)


def _with_what_gates_ask(evaluation: Evaluation, gates: Sequence[Gate], judged: Judged, seed: int) -> Evaluation:
    asked = sorted({gate.metric for gate in gates} & BESIDE.keys())
    found = {name: BESIDE[name](judged, np.random.default_rng(seed)) for name in asked}
    return replace(evaluation, metrics={**evaluation.metrics, **found})


def _value(evaluation: Evaluation, metric: str) -> float | None:
    found = evaluation.metrics.get(metric)
    return None if found is None else found.value


def metrics_of(evaluation: Evaluation) -> dict[str, dict[str, float | None]]:
    """The metrics as JSON: value, low and high by name."""
    return {name: asdict(interval) for name, interval in evaluation.metrics.items()}
