import pytest

from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import Learner
from scorewright.science.learners.search_space import Choices, Floats, Integers, grid_size

A31 = {
    "random_forest": {
        "n_estimators": (100, 200, 300),
        "max_depth": (10, 20, 30, None),
        "min_samples_split": (2, 5, 10),
        "min_samples_leaf": (1, 2, 4),
        "max_features": ("sqrt", "log2"),
        "class_weight": ("balanced", None),
    },
    "xgboost": {
        "learning_rate": (0.01, 0.05, 0.1, 0.3),
        "max_depth": (3, 5, 7, 9),
        "n_estimators": (100, 200, 300),
        "subsample": (0.7, 0.8, 0.9, 1.0),
        "colsample_bytree": (0.7, 0.8, 0.9, 1.0),
        "gamma": (0.0, 0.1, 0.2),
        "min_child_weight": (1.0, 3.0, 5.0),
    },
    "gradient_boosting": {
        "learning_rate": (0.01, 0.05, 0.1),
        "max_iter": (100, 200, 300),
        "max_depth": (3, 5, 7),
        "min_samples_leaf": (1, 2, 4),
    },
    "logistic_regression": {
        "C": (0.001, 0.01, 0.1, 1.0, 10.0, 100.0),
        "l1_ratio": (0.0, 1.0),
        "class_weight": ("balanced", None),
    },
    "neural_network": {
        "hidden_units": (50, 100),
        "second_layer_units": (0, 50),
        "activation": ("relu", "tanh"),
        "alpha": (1e-4, 1e-3, 1e-2),
    },
}


@pytest.mark.parametrize("learner", LEARNERS.values(), ids=list(LEARNERS))
def test_space__any_learner__names_its_own_parameters(learner: Learner) -> None:
    assert learner.space
    assert set(learner.space) <= set(learner.parameters)
    assert learner.patience is None or learner.patience in learner.parameters


@pytest.mark.parametrize("name", A31)
def test_space__the_five_of_the_described_system__hold_its_grids(name: str) -> None:
    space = LEARNERS[name].space
    for parameter, values in A31[name].items():
        assert all(space[parameter].holds(value) for value in values), parameter


@pytest.mark.parametrize("learner", LEARNERS.values(), ids=list(LEARNERS))
def test_space__any_learner__its_grid_lies_within(learner: Learner) -> None:
    for part in learner.space.values():
        assert all(part.holds(point) for point in part.grid)
    assert grid_size(learner.space) >= 10


@pytest.mark.parametrize(
    ("part", "outside"),
    [
        (Floats(0.1, 1.0, (0.5,)), (0.05, 1.5, True, None, "0.5")),
        (Integers(1, 9, (3,)), (0, 10, 2.5, True)),
        (Choices((1, None)), (2, "1")),
    ],
)
def test_holds__what_a_range_does_not__false(part: Floats | Integers | Choices, outside: tuple[object, ...]) -> None:
    assert not any(part.holds(value) for value in outside)  # type: ignore[arg-type]


def test_ranges__that_cannot_be_searched__refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        Choices(())
    with pytest.raises(ValueError, match="none twice"):
        Choices((1, 1))
    with pytest.raises(ValueError, match="start above 0"):
        Floats(0.0, 1.0, (0.5,), log=True)
    with pytest.raises(ValueError, match="must rise"):
        Integers(3, 3, (3,))
    with pytest.raises(ValueError, match="within its range"):
        Integers(1, 3, (4,))
