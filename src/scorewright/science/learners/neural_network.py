"""A small neural network: dense layers, Adam, weight decay. Takes no heed of monotone columns, has no importances.

scikit-learn's own early stopping watches accuracy, which under class imbalance is best before anything is learnt. So
the epochs are run one by one here, and the weights of the epoch with the least log loss on the watched rows are kept.
"""

import copy
from typing import Any

import numpy as np

from scorewright.science.artefacts.dense import Dense, Layer
from scorewright.science.learners.early_stopping import set_aside
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """See the module; without enough rows to watch, all ``max_iter`` epochs are run."""
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - loaded when something is trained

    own = dict(parameters)
    epochs, patience, hidden = (int(own.pop(name) or 0) for name in ("max_iter", "n_iter_no_change", "hidden_units"))
    # One generator for all epochs: an integer would shuffle the rows the same way in each.
    shuffling = np.random.RandomState(lesson.seed)
    model = MLPClassifier(hidden_layer_sizes=(hidden,), activation="relu", random_state=shuffling, **own)
    _train(model, lesson, epochs, patience)
    layers = (Layer(weights, offsets) for weights, offsets in zip(model.coefs_, model.intercepts_, strict=True))
    return Fitted(positive_share(model), Dense(tuple(layers)), importance=None)


def _train(model: Any, lesson: Lesson, epochs: int, patience: int) -> None:
    watched = set_aside(lesson)
    rest = lesson if watched is None else watched.lesson
    least, since, best = np.inf, 0, None
    for _ in range(epochs):
        model.partial_fit(rest.features, rest.labels, sample_weight=rest.weights, classes=[0, 1])
        if watched is None:
            continue
        loss = _loss(model, watched.watch)
        since = 0 if loss < least else since + 1
        if loss < least:
            least, best = loss, copy.deepcopy((model.coefs_, model.intercepts_))
        if since >= patience:
            break
    if best is not None:
        model.coefs_, model.intercepts_ = best


def _loss(model: Any, watch: Lesson) -> float:
    from sklearn.metrics import log_loss  # noqa: PLC0415 - loaded when something is trained

    probability = model.predict_proba(watch.features)
    return float(log_loss(watch.labels, probability, sample_weight=watch.weights, labels=[0, 1]))


NEURAL_NETWORK = Learner(
    name="neural_network",
    title="Neural network",
    library="sklearn",
    recipe=Recipe(categories="one-hot", impute=True, indicate_missing=True, standardise=True),
    parameters={
        "hidden_units": 32,
        "alpha": 1e-2,
        "learning_rate_init": 1e-3,
        "batch_size": "auto",
        "max_iter": 200,
        "n_iter_no_change": 10,
    },
    fit=fit,
)
