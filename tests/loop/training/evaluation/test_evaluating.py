import numpy as np
import pytest

from scorewright.loop.registry import artefacts, holdouts
from scorewright.loop.registry.holdouts import HoldoutUnusableError, holdout_of
from scorewright.loop.training.evaluation.evaluating import evaluate_version
from scorewright.loop.training.evaluation.evaluations import (
    NotEvaluatedError,
    UnknownPlotError,
    evaluation_of,
    latest,
    plot_of,
)
from scorewright.loop.training.evaluation.finding_out import AnswersDifferError
from scorewright.loop.training.evaluation.plots import TITLES
from scorewright.loop.training.steps import Step

pytestmark = pytest.mark.usefixtures("use_case")


def test_evaluate_version__a_version__finds_what_its_training_found_and_more(make_version) -> None:
    version = make_version()
    found = evaluate_version(version=version, by="user:test").findings
    assert found["metrics"] == version.metrics
    assert found["confusion"] == version.confusion
    assert found["rows"] == len(holdout_of(version).labels)
    assert found["largest_difference"] <= 2e-6
    assert sum(one["rows"] for one in found["calibration_bins"]) == found["rows"]
    importance = found["importance"]
    assert importance["metric"] == "roc_auc"
    assert max(importance["permuted"], key=lambda name: importance["permuted"][name]["value"]) == "distance"
    assert importance["native"] == version.importance
    assert importance["contributions"]["method"] == "linear"
    assert importance["contributions"]["exact"]
    (by_sex,) = found["groups"]
    assert by_sex["field"] == "driver_sex"
    assert [group["name"] for group in by_sex["groups"]] == ["f", "m"]
    assert sum(group["rows"] for group in by_sex["groups"]) == found["rows"]
    assert [band["name"] for band in found["bands"]] == ["negative", "positive"]


def test_evaluate_version__plots__are_kept_and_read_by_name(make_version) -> None:
    version = make_version()
    evaluation = evaluate_version(version=version, by="user:test")
    assert list(evaluation.plots) == list(TITLES)
    for name in TITLES:
        assert plot_of(version, name).startswith(b"\x89PNG")


def test_evaluate_version__without_plots__says_so_where_one_is_asked_for(make_version) -> None:
    version = make_version()
    evaluate_version(version=version, by="user:test", plots=False)
    with pytest.raises(NotEvaluatedError, match="not evaluated with plots"):
        plot_of(version, "roc_curve")


def test_evaluate_version__twice__same_findings_and_plots_and_the_last_counts(make_version) -> None:
    version = make_version()
    first = evaluate_version(version=version, by="user:test")
    second = evaluate_version(version=version, by="user:test")
    assert (first.findings, first.plots) == (second.findings, second.plots)
    assert evaluation_of(version) == second


def test_evaluate_version__steps__count_up_to_their_total(make_version) -> None:
    steps: list[Step] = []
    evaluate_version(version=make_version(), by="user:test", on_step=steps.append)
    assert [step.done for step in steps] == list(range(1, steps[-1].total + 1))


def test_evaluate_version__stopped__keeps_nothing(make_version) -> None:
    class StoppedError(Exception):
        pass

    def stop(_: Step) -> None:
        raise StoppedError

    version = make_version()
    with pytest.raises(StoppedError):
        evaluate_version(version=version, by="user:test", on_step=stop)
    assert latest(version) is None


def test_evaluate_version__no_holdout__says_so(make_version) -> None:
    version = make_version()
    version.holdout_sha256 = ""
    with pytest.raises(HoldoutUnusableError, match="kept no hold-out"):
        evaluate_version(version=version, by="user:test")


def test_evaluate_version__missing_artefact__says_so(make_version) -> None:
    version = make_version()
    version.artefact_sha256 = "0" * 64
    with pytest.raises(artefacts.ArtefactUnusableError, match="missing"):
        evaluate_version(version=version, by="user:test")


def test_evaluate_version__other_answers_than_were_kept__is_refused(make_version) -> None:
    version = make_version()
    kept = holdout_of(version)
    other = holdouts.Holdout(
        kept.table, kept.labels, np.full(len(kept.labels), 0.5), kept.rows, kept.fields, kept.groups
    )
    version.holdout_sha256 = holdouts.store(other, kept.rows[:0])
    with pytest.raises(AnswersDifferError, match="answers differently"):
        evaluate_version(version=version, by="user:test")


def test_evaluation_of__never_evaluated__says_so(make_version) -> None:
    with pytest.raises(NotEvaluatedError, match="was not evaluated yet"):
        evaluation_of(make_version())


def test_plot_of__unknown_name__lists_those_there_are(make_version) -> None:
    with pytest.raises(UnknownPlotError, match="there are confusion_matrix, roc_curve"):
        plot_of(make_version(), "../../secret")
