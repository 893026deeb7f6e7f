"""The other side: scikit-learn's RandomizedSearchCV over the described system's grids, one learner after another."""

import time
import warnings
from typing import Any

from benchmarks.training.contest import Contest, Found, Side
from scorewright.science.metrics.ranking import roc_auc


def reference(contest: Contest) -> tuple[Side, dict[str, float]]:
    """As ``ours``; also the seconds of each learner. Nothing is capped: every search runs all of its fits."""
    from sklearn.model_selection import RandomizedSearchCV  # noqa: PLC0415 - loaded by the side that is measured

    found, seconds = [], {}
    cut = [(fold.train, fold.test) for fold in contest.folds]
    for learner in contest.learners:
        estimator, grid = contender(learner)
        search = RandomizedSearchCV(
            estimator,
            grid,
            n_iter=contest.iterations,
            scoring="roc_auc",
            cv=cut,
            n_jobs=contest.processes,
            random_state=1,
        )
        started = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # epochs that did not suffice, and searches larger than their grid
            search.fit(contest.rows.features, contest.rows.labels)
        seconds[learner] = time.perf_counter() - started
        score = roc_auc(contest.fresh.labels, search.predict_proba(contest.fresh.features)[:, 1])
        fits = len(search.cv_results_["params"]) * len(contest.folds) + 1
        found.append(Found(learner, float(search.best_score_), score or 0.0, fits))
    return Side(tuple(found), sum(seconds.values())), seconds


def contender(learner: str) -> tuple[Any, dict[str, list[Any]]]:
    """The estimator that the described system uses under this name, and its grid. Raises KeyError for another name."""
    return {
        "logistic_regression": _logistic_regression,
        "random_forest": _random_forest,
        "xgboost": _xgboost,
        "gradient_boosting": _gradient_boosting,
        "neural_network": _neural_network,
    }[learner]()


def _logistic_regression() -> tuple[Any, dict[str, list[Any]]]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415 - as above
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415 - as above

    grid: dict[str, list[Any]] = {
        "C": [0.001, 0.01, 0.1, 1, 10, 100],
        "l1_ratio": [0.0, 1.0],  # how this release writes the penalties l2 and l1
        "solver": ["liblinear", "saga"],
        "class_weight": ["balanced", None],
        "max_iter": [1000, 2000],
    }
    model = make_pipeline(StandardScaler(), LogisticRegression(random_state=1))
    return model, {f"logisticregression__{name}": values for name, values in grid.items()}


def _random_forest() -> tuple[Any, dict[str, list[Any]]]:
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415 - as above

    return RandomForestClassifier(random_state=1), {
        "n_estimators": [100, 200, 300],
        "max_depth": [10, 20, 30, None],
        "min_samples_split": [2, 5, 10],
        "min_samples_leaf": [1, 2, 4],
        "max_features": ["sqrt", "log2"],
        "class_weight": ["balanced", None],
    }


def _xgboost() -> tuple[Any, dict[str, list[Any]]]:
    from xgboost import XGBClassifier  # noqa: PLC0415 - as above

    return XGBClassifier(random_state=1, n_jobs=1), {
        "learning_rate": [0.01, 0.05, 0.1, 0.3],
        "max_depth": [3, 5, 7, 9],
        "n_estimators": [100, 200, 300],
        "subsample": [0.7, 0.8, 0.9, 1.0],
        "colsample_bytree": [0.7, 0.8, 0.9, 1.0],
        "gamma": [0, 0.1, 0.2],
        "min_child_weight": [1, 3, 5],
    }


def _gradient_boosting() -> tuple[Any, dict[str, list[Any]]]:
    from sklearn.ensemble import GradientBoostingClassifier  # noqa: PLC0415 - as above

    return GradientBoostingClassifier(random_state=1), {
        "learning_rate": [0.01, 0.05, 0.1],
        "n_estimators": [100, 200, 300],
        "max_depth": [3, 5, 7],
        "min_samples_split": [2, 5, 10],
        "min_samples_leaf": [1, 2, 4],
        "subsample": [0.7, 0.8, 0.9, 1.0],
    }


def _neural_network() -> tuple[Any, dict[str, list[Any]]]:
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - as above
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415 - as above
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415 - as above

    grid: dict[str, list[Any]] = {
        "hidden_layer_sizes": [(50,), (100,), (50, 50), (100, 50)],
        "activation": ["relu", "tanh"],
        "alpha": [1e-4, 1e-3, 1e-2],
        "learning_rate": ["constant", "adaptive"],
        "max_iter": [500, 1000],
    }
    model = make_pipeline(StandardScaler(), MLPClassifier(random_state=1))
    return model, {f"mlpclassifier__{name}": values for name, values in grid.items()}
