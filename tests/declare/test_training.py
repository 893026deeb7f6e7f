from typing import Any

import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.training import Training
from scorewright.science.learners.catalogue import LEARNERS


def test_training__as_it_comes__lets_every_learner_compete() -> None:
    assert Training().learners == tuple(LEARNERS)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"learners": ()}, "learners"),
        ({"calibration": "isotonci"}, "calibration: 'isotonci' is not one of none, platt, isotonic"),
        ({"split": "tiem", "split_by": "day"}, "split: 'tiem'"),
        ({"imbalance": "nope"}, "imbalance: 'nope'"),
        ({"learners": ("oracle",)}, "'oracle'"),
        ({"learners": ("xgboost", "xgboost")}, "none twice"),
        ({"parameters": {"oracle": {}}}, "'oracle'"),
        ({"parameters": {"xgboost": {"depth": 3}}}, "no parameter depth"),
        ({"target_metric": "rows"}, "target_metric"),
        ({"target_metric": "luck"}, "target_metric"),
        ({"holdout_share": 0.0}, "holdout_share"),
        ({"holdout_share": 1.0}, "holdout_share"),
        ({"folds": 1}, "folds"),
        ({"split": "time"}, "split_by"),
        ({"split_by": "moment"}, "split_by"),
    ],
)
def test_training__broken_rule__names_the_part(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(DeclarationError, match=part):
        Training(**changes)
