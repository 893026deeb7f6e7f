"""Extremely randomised trees: a forest whose thresholds are drawn at random.

Categories are ordered by their share of positives, which for two classes finds as good a split as trying all groupings
(Wright and König, Splitting on categorical predictors in random forests, PeerJ 7, 2019).
"""

from scorewright.science.artefacts.tree_ensembles import MeanOfTrees
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share
from scorewright.science.learners.limits import OF_FORESTS
from scorewright.science.learners.scikit_learn_trees import from_estimators
from scorewright.science.learners.search_space import Choices, Integers


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is the total decrease of impurity."""
    from sklearn.ensemble import ExtraTreesClassifier  # noqa: PLC0415 - loaded when something is trained

    model = ExtraTreesClassifier(
        n_jobs=lesson.threads, monotonic_cst=lesson.monotone_or_none, random_state=lesson.seed, **parameters
    )
    model.fit(lesson.features, lesson.labels, sample_weight=lesson.weights)
    model.n_jobs = 1  # threads would add the trees' answers up in the order they come, and so differ in the last bit
    return Fitted(
        positive_share(model),
        lambda: MeanOfTrees(from_estimators(model.estimators_)),
        lambda: model.feature_importances_,
    )


EXTRA_TREES = Learner(
    name="extra_trees",
    title="Extremely randomised trees",
    library="sklearn",
    recipe=Recipe(categories="target", round_to_single=True),
    parameters={
        "n_estimators": 300,
        "criterion": "gini",
        "max_depth": None,
        "max_leaf_nodes": None,
        "min_samples_split": 2,
        "min_samples_leaf": 5,
        "max_features": "sqrt",
        "class_weight": None,
    },
    limits=OF_FORESTS,
    fit=fit,
    space={
        "n_estimators": Integers(100, 300, (100, 200, 300), log=True),
        "max_depth": Choices((10, 20, 30, None)),
        "min_samples_split": Integers(2, 10, (2, 5, 10)),
        "min_samples_leaf": Integers(1, 16, (1, 2, 4), log=True),
        "max_features": Choices(("sqrt", "log2")),
        "class_weight": Choices((None, "balanced"), moves_level=True),
    },
)
