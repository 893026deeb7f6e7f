"""The estimators that every answer is compared with, trained by hand on the rows that the product trains on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from xgboost import XGBClassifier

from bench_cases.cases import FOREST, XGBOOST
from bench_cases.drawing import NAMES, records
from scorewright.declare.use_case import UseCase
from scorewright.loop.training.rows.preparation import prepare
from scorewright.loop.training.rows.splitting import holdout

BODIES = 200
MODEL_FILE = "xgboost.json"
SEED = 2026


@dataclass(frozen=True)
class Reference:
    """The bodies of the load, what the estimator says to each, and the use case that answers them."""

    use_case: str
    bodies: tuple[str, ...]
    probabilities: NDArray[np.float64]


def references(folder: Path) -> dict[str, Reference]:
    """One for each model, by its name; their training rows are left in ``folder`` for the peer, one file a model."""
    drawn = records(BODIES, seed=3)
    bodies = tuple(json.dumps(dict(zip(NAMES, row, strict=True))) for row in drawn.tolist())
    (folder / "bodies").write_text("\n".join(bodies) + "\n")
    models = {
        "xgboost": (XGBOOST, XGBClassifier(n_estimators=200, max_depth=6, learning_rate=0.1, random_state=SEED)),
        "forest": (FOREST, RandomForestClassifier(n_estimators=100, random_state=SEED)),
    }
    return {
        name: Reference(use_case.name, bodies, _probabilities(estimator, use_case, drawn, folder / f"{name}.npz"))
        for name, (use_case, estimator) in models.items()
    }


def _probabilities(estimator: Any, use_case: UseCase, drawn: NDArray[np.float64], file: Path) -> NDArray[np.float64]:
    features, labels = _training_rows(use_case)
    np.savez(file, features=features, labels=labels, names=NAMES)
    # Weights of one, as the product gives them: without any, scikit-learn draws a forest's samples otherwise.
    fitted = estimator.fit(features, labels, sample_weight=np.ones(len(labels)))
    if isinstance(fitted, XGBClassifier):
        fitted.save_model(file.with_name(MODEL_FILE))
    return np.asarray(fitted.predict_proba(drawn)[:, 1], dtype=np.float64)


def _training_rows(use_case: UseCase) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Without the hold-out; nothing is set aside to watch, since the plan stops nothing early."""
    data = prepare(use_case, use_case.load())
    rows = holdout(data, use_case.training).train
    features = np.column_stack([data.table.numbers(name) for name in NAMES])[rows]
    labels = data.labels[rows]
    return features, labels
