from copy import copy
from dataclasses import replace

import pytest

from scorewright.declare.dataset import Dataset
from scorewright.declare.gates import Gate
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.training.actions import Step, train
from scorewright.loop.training.rows.preparation import TrainingDataError, prepare
from scorewright.loop.training.rows.splitting import fingerprint, holdout
from scorewright.science.calibration.conformal import Width
from scorewright.science.quality.limits import QualityLimits


def test_train__registers_every_learner_and_chooses_by_the_training_rows(tenant, use_case) -> None:
    steps: list[Step] = []
    run = train(use_case=use_case, dataset=use_case.load(), by="user:test", study_folds=2, on_step=steps.append)
    assert [version.algorithm for version in run.versions] == ["logistic_regression", "decision_tree"]
    assert run.best is not None
    assert run.best.algorithm == max(run.trained.selection, key=lambda name: run.trained.selection[name].mean)
    assert run.best.status == Status.STAGING
    assert run.best.certificate["flipped_labels"] == 0
    assert run.trained.study is not None
    assert [len(found.folds) for found in (*run.trained.selection.values(), *run.trained.study.values())] == [
        3,
        3,
        2,
        2,
    ]
    assert steps[-1] == Step("finishing", 2, 2)


def test_train__a_declared_champion__is_best_whatever_the_folds_say_while_its_gates_pass(tenant, use_case) -> None:
    training = replace(use_case.training, champion="decision_tree")
    chosen = replace(use_case, training=training, gates=(Gate("rows", ">=", 10),))
    run = train(use_case=chosen, dataset=use_case.load(), by="user:test")
    by_folds = max(run.trained.selection, key=lambda name: run.trained.selection[name].mean)
    assert run.best is not None
    assert (run.best.algorithm, by_folds) == ("decision_tree", "logistic_regression")
    failing = replace(chosen, gates=(Gate("roc_auc", ">=", 0.999),))
    again = train(use_case=failing, dataset=use_case.load(), by="user:test")
    assert again.best is not None
    assert again.best.algorithm == "logistic_regression"


def test_train__enough_rows__keeps_a_width_learnt_from_training_rows_alone(tenant, use_case) -> None:
    run = train(use_case=use_case, dataset=use_case.load(), by="user:test", learners=["logistic_regression"])
    kept = ModelVersion.objects.get(pk=run.versions[0].pk)
    assert kept.conformal is not None
    width = Width.from_json(kept.conformal)
    assert width.rows == kept.training_rows
    assert 0 <= width.of(0.5) <= 1
    assert kept.cross_validation.keys() == {"metric", "folds", "mean", "sd"}


def test_train__same_data__same_fingerprint_artefact_and_metrics(tenant, use_case) -> None:
    first, second = (
        train(use_case=use_case, dataset=use_case.load(), by="user:test", learners=["decision_tree"]).versions[0]
        for _ in range(2)
    )
    assert first.data_fingerprint == second.data_fingerprint
    assert first.artefact_sha256 == second.artefact_sha256
    assert first.metrics == second.metrics


def test_train__broken_rows__names_row_field_and_rule_and_registers_nothing(tenant, use_case) -> None:
    rows = [dict(row) for row in use_case.load().rows]
    rows[4]["distance"] = "far"
    rows[9]["late"] = "perhaps"
    with pytest.raises(TrainingDataError, match=r"2 of 400 rows .*row 5: distance: must be a number.*row 10: outcome"):
        train(use_case=use_case, dataset=Dataset(rows, "broken"), by="user:test")
    assert not ModelVersion.objects.exists()


def test_train__one_class__says_so(tenant, use_case) -> None:
    rows = [dict(row) | {"late": "no"} for row in use_case.load().rows]
    with pytest.raises(TrainingDataError, match="only one value of 'late'"):
        train(use_case=use_case, dataset=Dataset(rows, "constant"), by="user:test")


def test_train__protected_field_that_nobody_filled__is_no_objection(tenant, use_case) -> None:
    rows = [dict(row) | {"driver_sex": ""} for row in use_case.load().rows]
    run = train(use_case=use_case, dataset=Dataset(rows, "thin"), by="user:test", learners=["decision_tree"])
    assert run.best is not None
    assert run.best.quality["completeness"].keys() == {"distance", "parcels", "van"}


def test_train__learner_that_cannot_be_calibrated__refused_by_name_and_the_others_stay(tenant, use_case) -> None:
    rows = [dict(row) | {"distance": "1", "parcels": "1", "van": "small"} for row in use_case.load().rows]
    plan = replace(use_case.training, calibration="platt", quality=QualityLimits(maximum_duplicate_share=1.0))
    constant = replace(use_case, training=plan)
    run = train(use_case=constant, dataset=Dataset(rows, "constant"), by="user:test")
    assert run.trained.refused.keys() | {version.algorithm for version in run.versions} == set(
        use_case.training.learners
    )
    assert "logistic_regression" in run.trained.refused


def test_fingerprint__another_seed__another_one(use_case) -> None:
    training = prepare(use_case, use_case.load())
    plans = (use_case.training, use_case.training, replace(use_case.training, seed=7))
    first, again, other = (fingerprint(training, holdout(training, plan)) for plan in plans)
    assert first == again != other


def test_prepare__feature_that_fails__named_with_its_row(use_case) -> None:
    broken = replace(use_case.features[0], compute=lambda record: 1 / (record["distance"] - 12.5))
    faulty = copy(use_case)
    object.__setattr__(faulty, "features", (broken, *use_case.features[1:]))
    rows = [dict(use_case.load().rows[0]) | {"distance": "12.5"}, *use_case.load().rows[1:]]
    with pytest.raises(TrainingDataError, match="row 1: a feature fails with ZeroDivisionError"):
        prepare(faulty, Dataset(rows, "one bad row"))


def test_train__too_few_rows__the_quality_report_objects(tenant, use_case) -> None:
    with pytest.raises(TrainingDataError, match="data-quality report objects: There are 40 rows"):
        train(use_case=use_case, dataset=Dataset(use_case.load().rows[:40], "few"), by="user:test")


def test_train__unknown_learner__names_those_there_are(tenant, use_case) -> None:
    with pytest.raises(TrainingDataError, match=r"learners: oracle .* logistic_regression, decision_tree"):
        train(use_case=use_case, dataset=use_case.load(), by="user:test", learners=["oracle"])


def test_holdout__same_seed__same_rows_and_no_overlap(use_case) -> None:
    training = prepare(use_case, use_case.load())
    split, again = (holdout(training, use_case.training) for _ in range(2))
    assert split.test.tolist() == again.test.tolist()
    assert not set(split.test) & set(split.train)
    assert len(split.test) == len(training.labels) * use_case.training.holdout_share
    other = holdout(training, replace(use_case.training, seed=1))
    assert other.test.tolist() != split.test.tolist()
