"""The way from rows to a decision, walked once with the learner that takes the least time."""

from collections.abc import Iterator

import numpy as np

from scorewright.declare.conformance.data import Rows
from scorewright.declare.features import feature_table
from scorewright.declare.use_case import UseCase
from scorewright.science.artefacts.certificate import certify
from scorewright.science.artefacts.running import load
from scorewright.science.learners.training import train
from scorewright.science.policy.probabilities import settle
from scorewright.science.policy.thresholds import label
from scorewright.science.splits.stratified import holdout

BY_SPEED = ("logistic_regression", "decision_tree", "lightgbm", "xgboost")


def journey_faults(use_case: UseCase, rows: Rows) -> Iterator[str]:
    """A fault where training, conversion, the certificate or a decision fails on ``rows``."""
    training, decision = use_case.training, use_case.decision
    learner = next((name for name in BY_SPEED if name in training.learners), training.learners[0])
    table = feature_table(use_case.features, [use_case.compute(record) for record in rows.records])
    lots = np.random.default_rng(training.seed).random(len(rows.labels))
    split = holdout(rows.labels, training.holdout_share, lots)
    try:
        model = train(
            learner,
            table.rows(split.train),
            rows.labels[split.train],
            seed=training.seed,
            parameters=training.parameters.get(learner),
            imbalance=training.imbalance,
            calibration=training.calibration,
        )
        content = model.to_onnx()
        certify(
            model,
            content,
            table.rows(split.test),
            label_of=lambda p: label(settle(p), decision.threshold),
            band_of=None,
            rng=np.random.default_rng(training.seed),
        )
        for probability in load(content).probability(table.rows(split.test)):
            decision.decide(float(probability))
    except Exception as error:  # each library of a learner has errors of its own
        yield f"journey: {learner} fails on {len(rows.records)} rows: {error}"
