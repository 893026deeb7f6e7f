"""All learners, by name: a new one is one file and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from scorewright.science.learners.decision_tree import DECISION_TREE
from scorewright.science.learners.extra_trees import EXTRA_TREES
from scorewright.science.learners.gradient_boosting import GRADIENT_BOOSTING
from scorewright.science.learners.learner import Learner
from scorewright.science.learners.lightgbm import LIGHTGBM
from scorewright.science.learners.logistic_regression import LOGISTIC_REGRESSION
from scorewright.science.learners.neural_network import NEURAL_NETWORK
from scorewright.science.learners.random_forest import RANDOM_FOREST
from scorewright.science.learners.xgboost import XGBOOST

LEARNERS: Mapping[str, Learner] = MappingProxyType(
    {
        learner.name: learner
        for learner in (
            LOGISTIC_REGRESSION,
            DECISION_TREE,
            RANDOM_FOREST,
            EXTRA_TREES,
            GRADIENT_BOOSTING,
            XGBOOST,
            LIGHTGBM,
            NEURAL_NETWORK,
        )
    }
)
