"""A small neural network: dense layers, Adam, weight decay. Takes no heed of monotone columns, has no importances.

scikit-learn's own early stopping watches accuracy, which under class imbalance is best before anything is learnt. So
the epochs are run one by one here, and the weights of the epoch with the least log loss on the watched rows are kept.
"""

from typing import Any

import numpy as np

from scorewright.science.artefacts.dense import Activation, Dense, Layer
from scorewright.science.learners.early_stopping import set_aside
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share
from scorewright.science.learners.limits import LARGEST, one_of, real, whole
from scorewright.science.learners.search_space import Choices, Floats


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """See the module; without enough rows to watch, all ``max_iter`` epochs are run."""
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - loaded when something is trained

    own = dict(parameters)
    epochs, patience = (int(own.pop(name) or 0) for name in ("max_iter", "n_iter_no_change"))
    layers = [int(own.pop(name) or 0) for name in ("hidden_units", "second_layer_units")]
    # One generator for all epochs: an integer would shuffle the rows the same way in each.
    shuffling = np.random.RandomState(lesson.seed)
    model = MLPClassifier(hidden_layer_sizes=[units for units in layers if units], random_state=shuffling, **own)
    _train(model, lesson, epochs, patience)
    return Fitted(positive_share(model), lambda: _as_data(model), lambda: None)


def _as_data(model: Any) -> Dense:
    layers = (Layer(weights, offsets) for weights, offsets in zip(model.coefs_, model.intercepts_, strict=True))
    activation: Activation = model.activation
    return Dense(tuple(layers), activation)


def _train(model: Any, lesson: Lesson, epochs: int, patience: int) -> None:
    from sklearn import config_context  # noqa: PLC0415 - loaded when something is trained

    watched = set_aside(lesson, patience)
    rest = lesson if watched is None else watched.lesson
    least, since, best = np.inf, 0, None
    with config_context(assume_finite=True, skip_parameter_validation=True):  # else half of an epoch goes on checks
        for _ in range(epochs):
            model.partial_fit(rest.features, rest.labels, sample_weight=rest.weights, classes=[0, 1])
            if watched is None:
                continue
            loss = _loss(_as_data(model), watched.watch)
            since = 0 if loss < least else since + 1
            if loss < least:
                least, best = loss, _copied(model)
            if since >= patience:
                break
    if best is not None:
        model.coefs_, model.intercepts_ = best


def _copied(model: Any) -> tuple[list[Any], list[Any]]:
    return [weights.copy() for weights in model.coefs_], [offsets.copy() for offsets in model.intercepts_]


def _loss(network: Dense, watch: Lesson) -> float:
    """The weighted mean of the log loss, from log odds: log(1 + exp(-z)) for a positive row."""
    odds = network.log_odds(watch.features)
    losses = np.logaddexp(0.0, np.where(watch.labels == 1, -odds, odds))
    return float(np.average(losses, weights=watch.weights))


NEURAL_NETWORK = Learner(
    name="neural_network",
    title="Neural network",
    library="sklearn",
    recipe=Recipe(categories="one-hot", impute=True, indicate_missing=True, standardise=True),
    parameters={
        "hidden_units": 32,
        "second_layer_units": 0,
        "activation": "relu",
        "alpha": 1e-2,
        "learning_rate_init": 1e-3,
        "batch_size": "auto",
        "max_iter": 200,
        "n_iter_no_change": 10,
    },
    limits={
        "hidden_units": whole(1),
        "second_layer_units": whole(0),
        "activation": one_of("relu", "tanh"),
        "alpha": real(0),
        "learning_rate_init": real(0, above=True),
        "batch_size": whole(1, LARGEST, "auto"),
        "max_iter": whole(1),
        "n_iter_no_change": whole(0),
    },
    fit=fit,
    space={
        "hidden_units": Choices((50, 100)),
        "second_layer_units": Choices((0, 50)),
        "activation": Choices(("relu", "tanh")),
        "alpha": Floats(1e-4, 3.0, (1e-4, 1e-3, 1e-2), log=True),
        "learning_rate_init": Floats(1e-3, 1e-2, (1e-3, 3e-3), log=True),
    },
    patience="n_iter_no_change",
)
