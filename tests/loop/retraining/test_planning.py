"""Every field of a configuration does what it says."""

import pytest

from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.planning import ConfigError, planned


def test_planned__every_field__in_the_plan(use_case) -> None:
    config = TrainingConfig(
        use_case=use_case.name,
        min_samples=200,
        algorithms=["xgboost", "neural_network"],
        test_size=0.3,
        validation_size=0.2,
        random_state=7,
        feature_selection="manual",
        selected_features=["distance"],
        scale_features=False,
        hyperparameter_tuning="bayesian",
        tuning_iterations=20,
        cross_validation_folds=4,
        target_metric="auc_roc",
        early_stopping_rounds=5,
        max_training_time_minutes=10,
    )
    plan = planned(config).training
    assert plan.learners == ("xgboost", "neural_network")
    assert (plan.holdout_share, plan.watched_share, plan.seed, plan.folds) == (0.3, 0.2, 7, 4)
    assert (plan.selection.method, plan.selection.names, plan.scale_features) == ("manual", ("distance",), False)
    assert (plan.tuning.method, plan.tuning.iterations, plan.tuning.seconds) == ("bayesian", 20, 420)
    assert (plan.target_metric, plan.early_stopping_rounds, plan.quality.minimum_rows) == ("roc_auc", 5, 200)


def test_planned__nothing_said__as_the_use_case_declares(use_case) -> None:
    plan = planned(TrainingConfig(use_case=use_case.name)).training
    assert (plan.learners, plan.folds, plan.seed) == (
        use_case.training.learners,
        use_case.training.folds,
        use_case.training.seed,
    )


def test_planned__metric_that_cannot_rank__names_the_field(use_case) -> None:
    with pytest.raises(ConfigError) as refused:
        planned(TrainingConfig(use_case=use_case.name, target_metric="rows"))
    assert refused.value.field == "target_metric"


def test_train__unscaled_numbers__another_linear_model(trained, ask) -> None:
    options = {"algorithms": ["logistic_regression"]}
    models = [trained(scale_features=scale, **options).best.artefact_sha256 for scale in (True, False)]
    assert len(set(models)) == 2


def test_train__manual_features__the_others_do_not_count(trained, ask) -> None:
    run = trained(algorithms=["logistic_regression"], feature_selection="manual", selected_features=["distance", "van"])
    assert run.best.importance["parcels"] == 0
    assert run.best.importance["distance"] > 0
