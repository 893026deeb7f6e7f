import pytest

from scorewright.loop.deployment.actions import RollbackRefusedError
from scorewright.loop.registry.queries import VersionNotFoundError

LEARNERS = "logistic_regression,decision_tree"


def test_train__json__says_all_that_was_promised(answer_of, slug) -> None:
    trained = answer_of("train", "german_credit", "--learners", LEARNERS, "--cv", "2", "--tenant", slug)
    assert trained["use_case"] == "german_credit"
    assert trained["rows"] == 1000
    assert trained["training_rows"] + trained["holdout_rows"] == 1000
    assert {version["learner"] for version in trained["versions"]} == set(LEARNERS.split(","))
    assert trained["refused"] == {}
    best, study = trained["best"], trained["cv"]
    assert best["selection"]["metric"] == "roc_auc"
    assert 0.5 < best["holdout"]["roc_auc"] < 1
    assert study["folds"] == 2
    assert study["learners"][study["best"]["learner"]]["mean"] == max(
        found["mean"] for found in study["learners"].values()
    )
    assert trained["activated"] == (best["status"] == "production")
    assert trained["activated"] == all(gate["passed"] for gate in trained["gates"])


def test_models_and_activate__by_number_or_id__the_one_asked_for_decides(credit, answer_of, slug) -> None:
    credit(*LEARNERS.split(","))
    listed = answer_of("models", "--use-case", "german_credit", "--tenant", slug)["models"]
    assert len(listed) == 2
    passing = [model for model in listed if all(gate["passed"] for gate in model["gates"])]
    assert passing, "no version passed its gates"
    for model, name in [(passing[0], passing[0]["version"]), (passing[-1], passing[-1]["id"])]:
        done = answer_of("activate", "german_credit", name, "--reason", "a test", "--tenant", slug)
        assert done["version"] == model["version"]


@pytest.mark.parametrize("version", ["v99", "latest", "00000000-0000-0000-0000-000000000000"])
def test_activate__unknown_version__is_named(answer_of, slug, version: str) -> None:
    with pytest.raises(VersionNotFoundError):
        answer_of("activate", "german_credit", version, "--reason", "a test", "--tenant", slug)


def test_rollback__nothing_before_the_first_version__says_so(credit, answer_of, slug) -> None:
    credit("logistic_regression")
    with pytest.raises(RollbackRefusedError, match="nothing was in production before german_credit v1"):
        answer_of("rollback", "german_credit", "--reason", "complaints", "--tenant", slug)


def test_rollback__after_two_trainings__the_former_decides_again(credit, answer_of, slug) -> None:
    first = credit(*LEARNERS.split(",")).best
    again = answer_of("train", "german_credit", "--learners", "logistic_regression", "--tenant", slug)
    assert not again["activated"], "the second waits for a person"
    (second,) = [version["version"] for version in again["versions"]]
    answer_of("activate", "german_credit", second, "--reason", "a test", "--tenant", slug)
    done = answer_of("rollback", "german_credit", "--reason", "complaints", "--tenant", slug)
    assert (done["version"], done["replaced"]) == (first.label, second)
