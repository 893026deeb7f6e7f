import json

import pytest

from benchmarks.training import __main__ as bench_training
from benchmarks.training.applicants import applicants
from benchmarks.training.reference import contender
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.metrics.ranking import roc_auc


def test_applicants__whoever_knows_the_chances__ranks_them_at_nine_tenths() -> None:
    drawn = applicants(20_000, 1)
    assert roc_auc(drawn.labels, drawn.chances) == pytest.approx(0.905, abs=0.01)
    assert drawn.labels.mean() == pytest.approx(0.54, abs=0.03)
    assert len(drawn.table) == 20_000
    assert (applicants(50, 2).features == applicants(50, 2).features).all()


@pytest.mark.parametrize("name", bench_training.LEARNERS)
def test_contender__every_learner__stands_against_an_estimator_with_that_grid(name: str) -> None:
    estimator, grid = contender(name)
    assert name in LEARNERS
    assert set(grid) <= set(estimator.get_params())


def test_main__both_sides__one_line_of_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_training, "FRESH_ROWS", 2_000)
    bench_training.main(["--iterations", "10", "--processes", "1", "--learners", "logistic_regression"])
    (line,) = capsys.readouterr().out.splitlines()
    report = json.loads(line)
    assert {"seconds", "score", "reference_seconds", "reference_score", "ratio"} <= set(report)
    assert 0.8 < report["reference_score"] < report["bayes_score"] + 0.01
    assert 0.8 < report["score"] < report["bayes_score"] + 0.01
    assert report["learners"]["logistic_regression"]["reference_fits"] == 51
