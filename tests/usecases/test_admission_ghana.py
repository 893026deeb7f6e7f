from typing import Any

import pytest

from scorewright.declare.catalogue import use_cases
from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.usecases.admission.usecase_ghana import USE_CASE, around_the_cut_off, gap_analysis
from scorewright.usecases.admission.wassce import GRADES

EXAMPLE = USE_CASE.examples[0]


def record(**cells: Any) -> Record:
    return USE_CASE.visible(USE_CASE.accept({**EXAMPLE, **cells}))


def graded(grade: str) -> Record:
    """The same grade in every subject."""
    return record(**{name: grade for name in EXAMPLE if EXAMPLE[name] in GRADES})


def test_catalogue__edition_of_a_folder__is_a_use_case_of_its_own() -> None:
    assert {"admission", "admission_ghana"} <= set(use_cases())


@pytest.mark.parametrize(("grade", "points"), list(GRADES.items()))
def test_aggregate__same_grade_everywhere__is_six_times_its_points(grade: str, points: int) -> None:
    features = USE_CASE.compute(graded(grade))
    assert features["aggregate"] == 6 * points
    assert features["weakest_points"] == points
    assert features["eligible"] == (6 * points <= 24)


def test_aggregate__example__better_third_core_subject_and_three_best_electives() -> None:
    features = USE_CASE.compute(record())
    assert features["aggregate"] == (3 + 1 + 1) + (1 + 2 + 3)
    assert features["core_points"] == 5
    assert features["below_cut_off"] == 9 - 11
    assert USE_CASE.compute(record(elective_4="A1"))["aggregate"] == 9
    assert USE_CASE.compute(record(social_studies="F9"))["aggregate"] == 12


def test_features__no_fourth_elective_and_no_cut_off__are_missing_or_do_without() -> None:
    features = USE_CASE.compute(record(elective_4=None, cut_off=None))
    assert (features["aggregate"], features["below_cut_off"], features["cut_off"]) == (11, None, None)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"english_language": "A2"}, "categories"),
        ({"cut_off": 5}, "minimum"),
        ({"cut_off": 55}, "maximum"),
        ({"core_mathematics": None}, "required"),
    ],
)
def test_record__no_such_grade_or_cut_off__is_refused(cells: dict[str, Any], rule: str) -> None:
    with pytest.raises(RecordRejected) as rejected:
        record(**cells)
    assert [problem.rule for problem in rejected.value.problems] == [rule]


def test_fallback__beyond_24__has_hardly_a_chance() -> None:
    assert around_the_cut_off(record(cut_off=11)) > 0.6
    assert around_the_cut_off(record(cut_off=10)) < 0.4
    assert around_the_cut_off(graded("C5")) == 0.02
    assert 0.5 < around_the_cut_off(record(cut_off=None)) < 1


def test_gap_analysis__cut_off_and_weakest_subject__are_told() -> None:
    told = [(one.kind, one.subject, one.value) for one in gap_analysis(record())]
    assert told == [("gap", "aggregate", -2), ("gap", "competitiveness", 0.9)]
    assert [(one.kind, one.subject) for one in gap_analysis(record(cut_off=11))] == [
        ("strength", "aggregate"),
        ("gap", "competitiveness"),
    ]
    assert {(one.kind, one.subject, one.severity) for one in gap_analysis(graded("D7"))} == {
        ("weakness", "weakest_points", None),
        ("suggestion", "weakest_points", None),
        ("gap", "aggregate", "high"),
        ("gap", "eligible", "high"),
        ("gap", "competitiveness", None),
    }
