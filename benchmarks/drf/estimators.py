"""The same learners with the same parameters on the same rows as the product's, each from its own library."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from xgboost import XGBClassifier

FOLDER = Path(os.environ["PEER_FOLDER"])
SEED = 2026


def _fitted(estimator: Any, file: Path) -> Any:
    """Weights of one, as the product gives them: without any, scikit-learn draws a forest's samples otherwise."""
    rows = np.load(file)
    features, labels = pd.DataFrame(rows["features"], columns=rows["names"]), rows["labels"]
    return estimator.fit(features, labels, sample_weight=np.ones(len(labels)))


ESTIMATORS = {
    "xgboost": _fitted(
        XGBClassifier(n_estimators=200, max_depth=6, learning_rate=0.1, random_state=SEED, n_jobs=1),
        FOLDER / "xgboost.npz",
    ),
    "forest": _fitted(RandomForestClassifier(n_estimators=100, random_state=SEED), FOLDER / "forest.npz"),
}
COLUMNS = [str(name) for name in np.load(FOLDER / "xgboost.npz")["names"]]
