"""Every field of a configuration does what it says."""

from dataclasses import replace

import pytest

from scorewright.declare.training import FeatureSelection, Tuning
from scorewright.declare.use_case import UseCase
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.planning import ConfigError, planned
from scorewright.loop.training.rows.preparation import prepare


def test_planned__every_field__in_the_plan(use_case) -> None:
    config = TrainingConfig(
        use_case=use_case.name,
        min_samples=200,
        algorithms=["xgboost", "neural_network"],
        parameters={"xgboost": {"max_depth": 3}},
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
    assert plan.parameters_of("xgboost")["max_depth"] == 3
    assert (plan.holdout_share, plan.watched_share, plan.seed, plan.folds) == (0.3, 0.2, 7, 4)
    assert (plan.selection.method, plan.selection.names, plan.scale_features) == ("manual", ("distance",), False)
    assert (plan.tuning.method, plan.tuning.iterations, plan.tuning.seconds) == ("bayesian", 20, 420)
    assert (plan.target_metric, plan.early_stopping_rounds, plan.quality.minimum_rows) == ("roc_auc", 5, 200)


def test_planned__nothing_said__as_the_use_case_declares(use_case) -> None:
    plan = planned(TrainingConfig(use_case=use_case.name, max_training_time_minutes=10)).training
    assert plan == replace(use_case.training, tuning=replace(use_case.training.tuning, seconds=420))


def test_planned__parameters__over_those_that_are_declared(use_case, monkeypatch: pytest.MonkeyPatch) -> None:
    declared = {"decision_tree": {"max_depth": 4, "min_samples_leaf": 9}, "xgboost": {"max_depth": 2}}
    known = replace(use_case, training=replace(use_case.training, parameters=declared))
    monkeypatch.setattr("scorewright.loop.retraining.planning.use_case_named", lambda _: known)
    config = TrainingConfig(use_case=use_case.name, parameters={"decision_tree": {"max_depth": None}})
    assert planned(config).training.parameters == {
        "decision_tree": {"max_depth": None, "min_samples_leaf": 9},
        "xgboost": {"max_depth": 2},
    }


@pytest.mark.parametrize(
    ("parameters", "field", "words"),
    [
        ({"xgboost": {"max_depth": 3}}, "parameters", "xgboost does not compete"),
        ({"decision_tree": {"trees": 3}}, "parameters.decision_tree.trees", "decision_tree has no parameter trees"),
        *(
            ({"decision_tree": {"max_depth": deep}}, "parameters.decision_tree.max_depth", "must be a whole number")
            for deep in ("deep", 3.0, True, 0, 10_001, 1e300, 10**400, -20_000)
        ),
    ],
)
def test_planned__parameters_that_change_nothing_or_are_none__named(use_case, parameters, field, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        planned(TrainingConfig(use_case=use_case.name, parameters=parameters))
    assert refused.value.field == field


@pytest.fixture
def particular(use_case, monkeypatch: pytest.MonkeyPatch) -> UseCase:
    """A use case that declares how its parameters are searched for, what is selected, and no scaling."""
    training = replace(
        use_case.training,
        tuning=Tuning(method="bayesian", iterations=25, seconds=90),
        selection=FeatureSelection(method="lasso"),
        scale_features=False,
    )
    declared = replace(use_case, training=training)
    monkeypatch.setattr("scorewright.loop.retraining.planning.use_case_named", lambda _: declared)
    return declared


def test_planned__nothing_said__also_search_selection_and_scaling_are_as_declared(particular) -> None:
    assert planned(TrainingConfig(use_case=particular.name)).training == particular.training


def test_planned__one_thing_said_of_the_search__the_rest_of_it_is_as_declared(particular) -> None:
    found = planned(TrainingConfig(use_case=particular.name, tuning_iterations=40, max_training_time_minutes=1))
    assert found.training.tuning == Tuning(method="bayesian", iterations=40, seconds=42)
    assert planned(TrainingConfig(use_case=particular.name, hyperparameter_tuning="none")).training.tuning.method == (
        "none"
    )


def test_planned__unverified_rows_wanted__they_are_learnt_from() -> None:
    fewer, more = (planned(TrainingConfig(use_case="admission", use_verified_only=only)) for only in (True, False))
    rows = fewer.load()
    assert any(row["verified"].lower() == "false" for row in rows.rows)
    few, many = prepare(fewer, rows), prepare(more, rows)
    assert len(many.labels) - len(few.labels) == few.left_out["verified is false"]
    assert not any("verified" in why for why in many.left_out)


@pytest.mark.parametrize(("field", "value"), [("tuning_iterations", 40), ("use_verified_only", False)])
def test_planned__field_that_would_change_nothing__is_refused(use_case, field: str, value: object) -> None:
    with pytest.raises(ConfigError, match="does nothing") as refused:
        planned(TrainingConfig(use_case=use_case.name, **{field: value}))
    assert refused.value.field == field


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
