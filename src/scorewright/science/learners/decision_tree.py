"""One decision tree, small enough to be read."""

from scorewright.science.artefacts.tree_ensembles import MeanOfTrees
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share
from scorewright.science.learners.limits import OF_TREES, real
from scorewright.science.learners.scikit_learn_trees import from_estimators
from scorewright.science.learners.search_space import Choices, Floats, Integers


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is the total decrease of impurity."""
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - loaded when something is trained

    model = DecisionTreeClassifier(monotonic_cst=lesson.monotone_or_none, random_state=lesson.seed, **parameters)
    model.fit(lesson.features, lesson.labels, sample_weight=lesson.weights)
    return Fitted(
        positive_share(model), lambda: MeanOfTrees(from_estimators([model])), lambda: model.feature_importances_
    )


DECISION_TREE = Learner(
    name="decision_tree",
    title="Decision tree",
    library="sklearn",
    recipe=Recipe(categories="one-hot", round_to_single=True),
    parameters={
        "criterion": "gini",
        "max_depth": None,
        "max_leaf_nodes": 100,
        "min_samples_leaf": 20,
        "max_features": None,
        "ccp_alpha": 0.0,
    },
    limits={**OF_TREES, "ccp_alpha": real(0)},
    fit=fit,
    space={
        "criterion": Choices(("gini", "entropy")),
        "max_leaf_nodes": Integers(4, 128, (8, 32, 100), log=True),
        "min_samples_leaf": Integers(1, 64, (5, 20, 50), log=True),
        "ccp_alpha": Floats(0.0, 0.02, (0.0, 0.005)),
    },
)
