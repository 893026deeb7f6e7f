import math
from typing import Any

import pytest

from scorewright.declare.catalogue import use_cases
from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.usecases.admission import features
from scorewright.usecases.admission.gap_analysis import competitiveness, gap_analysis
from scorewright.usecases.admission.record import LATEST_YEAR
from scorewright.usecases.admission.usecase import USE_CASE, heuristic, load, probability_of_heuristic

BARE = {
    "gpa": 3.0,
    "gpa_scale": 4,
    "university_name": "X",
    "program_name": "Y",
    "degree_level": "masters",
    "application_year": 2026,
}


def record(**cells: Any) -> Record:
    """What a feature sees of the least that must be known, and ``cells``."""
    return USE_CASE.visible(USE_CASE.accept(BARE | cells))


def computed(name: str, **cells: Any) -> object:
    return USE_CASE.compute(record(**cells))[name]


TABLE: list[tuple[str, dict[str, Any], float]] = [
    ("gpa_normalized", {"gpa": 8.0, "gpa_scale": 10}, 0.8),
    ("gpa_normalized", {"gpa": 4, "gpa_scale": 4}, 1.0),
    ("gpa_normalized", {"gpa": 0, "gpa_scale": 100}, 0.0),
    ("gre_verbal_percentile", {}, 50),
    ("gre_verbal_percentile", {"gre_verbal": 170}, 99),
    ("gre_verbal_percentile", {"gre_verbal": 168}, 95),  # 336
    ("gre_verbal_percentile", {"gre_verbal": 130}, 10),
    ("gre_quant_percentile", {}, 50),
    ("gre_quant_percentile", {"gre_quantitative": 165}, 90),
    ("gre_quant_percentile", {"gre_quantitative": 164}, 80),
    ("gmat_percentile", {}, 50),
    ("gmat_percentile", {"gmat_total": 760}, 99),
    ("gmat_percentile", {"gmat_total": 639}, 40),
    ("gmat_percentile", {"gmat_total": 200}, 10),
    ("english_proficiency", {}, 75),
    ("english_proficiency", {"toefl_total": 118}, 99),
    ("english_proficiency", {"toefl_total": 69}, 10),
    ("english_proficiency", {"ielts_overall": 6.5}, 60),
    ("english_proficiency", {"toefl_total": 100, "ielts_overall": 9}, 70),
    ("research_score", {}, 0),
    ("research_score", {"research_publications": 2, "conference_papers": 1, "patents": 1}, 0.8),
    ("research_score", {"conference_papers": 9, "patents": 0}, 0.5),
    ("research_score", {"research_publications": 9, "conference_papers": 9, "patents": 9}, 1.0),
    ("professional_score", {}, 0),
    ("professional_score", {"work_experience_months": 30}, 0.15),
    ("professional_score", {"work_experience_months": 60, "relevant_work_experience_months": 24}, 0.55),
    ("professional_score", {"internships_count": 1}, 0.04),
    (
        "professional_score",
        {"work_experience_months": 90, "relevant_work_experience_months": 60, "internships_count": 9},
        0.88,
    ),
    ("extracurricular_score", {}, 0),
    ("extracurricular_score", {"leadership_positions": 2, "academic_awards": 1, "volunteer_hours": 40}, 0.65),
    ("extracurricular_score", {"professional_certifications": 9}, 0.3),
    (
        "extracurricular_score",
        {"leadership_positions": 9, "academic_awards": 9, "professional_certifications": 9, "volunteer_hours": 900},
        1.0,
    ),
    ("undergrad_prestige", {}, 0.5),
    *(
        ("undergrad_prestige", {"undergrad_university_ranking": rank}, worth)
        for rank, worth in [(1, 1), (10, 1), (11, 0.9), (50, 0.9), (100, 0.8), (200, 0.7), (500, 0.5), (501, 0.3)]
    ),
    ("program_competitiveness", {}, 0.5),
    ("program_competitiveness", {"acceptance_rate": 0}, 1.0),  # 0 is a rate, and not a missing one
    ("program_competitiveness", {"acceptance_rate": 0.2}, 0.8),
    ("program_competitiveness", {"acceptance_rate": 0.2, "university_ranking": 10}, 0.86),
    ("program_competitiveness", {"university_ranking": 501}, 0.44),
    ("gpa_vs_avg", {}, 0),
    ("gpa_vs_avg", {"gpa": 8.0, "gpa_scale": 10, "average_gpa": 3.0}, 0.2),  # 3.2 on the same scale
    ("gpa_vs_avg", {"gpa": 0, "gpa_scale": 5, "average_gpa": 4}, -4),
    ("test_score_vs_avg", {}, 0),
    ("test_score_vs_avg", {"gre_quantitative": 170}, 0),
    ("test_score_vs_avg", {"gre_quant_avg": 160}, 0),
    ("test_score_vs_avg", {"gre_quantitative": 170, "gre_quant_avg": 160}, 0.29),
    ("test_score_vs_avg", {"gre_quantitative": 150, "gre_quant_avg": 165.4}, -0.6),
    ("gre_missing", {}, 1),
    ("gre_missing", {"gre_verbal": 150}, 0),
    ("gmat_missing", {"gmat_total": 600}, 0),
    ("english_missing", {"ielts_overall": 7}, 0),
]


@pytest.mark.parametrize(("name", "cells", "value"), TABLE)
def test_features__table__as_the_formulas_say(name: str, cells: dict[str, Any], value: float) -> None:
    assert computed(name, **cells) == pytest.approx(value)


def test_features__all__are_the_twelve_in_order_and_three_that_tell_what_is_missing() -> None:
    assert len(features.TWELVE) == 12
    assert [feature.name for feature in USE_CASE.features[12:]] == ["gre_missing", "gmat_missing", "english_missing"]
    assert {name for name, _, _ in TABLE} == {feature.name for feature in USE_CASE.features}


@pytest.mark.parametrize(
    ("cells", "field", "rule"),
    [
        ({"gpa": 4.1}, "gpa", "at_most"),
        ({"gpa_scale": 6}, "gpa_scale", "allowed"),
        (
            {"work_experience_months": 3, "relevant_work_experience_months": 4},
            "relevant_work_experience_months",
            "at_most",
        ),
        ({"ielts_overall": 6.7}, "ielts_overall", "allowed"),
        ({"gre_verbal": 129}, "gre_verbal", "minimum"),
        ({"gmat_total": 801}, "gmat_total", "maximum"),
        ({"acceptance_rate": 1.01}, "acceptance_rate", "maximum"),
        ({"patents": -1}, "patents", "minimum"),
        ({"application_year": LATEST_YEAR + 1}, "application_year", "maximum"),
        ({"application_year": 1999}, "application_year", "minimum"),
        ({"degree_level": "diploma"}, "degree_level", "categories"),
    ],
)
def test_record__out_of_range__names_field_and_rule(cells: dict[str, Any], field: str, rule: str) -> None:
    with pytest.raises(RecordRejected) as rejected:
        USE_CASE.accept(BARE | cells)
    assert [(problem.field, problem.rule) for problem in rejected.value.problems] == [(field, rule)]


@pytest.mark.parametrize("name", list(BARE))
def test_record__required_field_missing__is_named(name: str) -> None:
    with pytest.raises(RecordRejected, match=f"{name}: is required"):
        USE_CASE.accept({**BARE, name: None})


def test_record__next_year__is_accepted() -> None:
    assert record(application_year=LATEST_YEAR)["application_year"] == LATEST_YEAR


def test_visible__protected_attributes_are_not_seen() -> None:
    seen = record(gender="female", nationality="Ghana")
    assert {"gender", "nationality"}.isdisjoint(seen)


def test_heuristic__by_hand__and_stretched_to_a_probability() -> None:
    seen = record(gpa=4, gre_verbal=170, gre_quantitative=170, acceptance_rate=1)
    assert heuristic(seen) == pytest.approx(0.25 + 0.099 + 0.099 + 0.05)
    assert probability_of_heuristic(seen) == pytest.approx(1 / (1 + math.exp(-8 * (heuristic(seen) - 0.5))))


@pytest.mark.parametrize(
    ("probability", "band"),
    [(0, "reach"), (0.249999, "reach"), (0.25, "target"), (0.75, "target"), (0.750001, "safety"), (1, "safety")],
)
def test_decision__edges_of_the_bands__are_the_targets(probability: float, band: str) -> None:
    assert USE_CASE.decision.decide(probability).band == band


def told(kind: str, **cells: Any) -> set[str]:
    return {advice.subject for advice in gap_analysis(record(**cells)) if advice.kind == kind}


@pytest.mark.parametrize(
    ("cells", "strengths", "weaknesses"),
    [
        ({"gpa": 3.6}, {"gpa"}, {"research", "work", "extracurricular"}),
        ({"gpa": 3.0, "gre_verbal": 150, "gre_quantitative": 165}, {"gre_quantitative"}, {"gre_verbal"}),
        ({"gpa": 2.9, "research_publications": 4}, {"research"}, {"gpa"}),
        ({"undergrad_university_ranking": 100}, {"undergrad_prestige"}, set()),
    ],
)
def test_gap_analysis__strengths_and_weaknesses__from_their_edges_on(
    cells: dict[str, Any], strengths: set[str], weaknesses: set[str]
) -> None:
    assert told("strength", **cells) == strengths
    assert weaknesses <= told("weakness", **cells)
    assert told("suggestion", **cells) == told("weakness", **cells)


def test_gap_analysis__tests_that_were_not_taken__are_neither() -> None:
    assert {"gre_verbal", "gre_quantitative"}.isdisjoint(told("strength") | told("weakness"))


@pytest.mark.parametrize(
    ("cells", "subject", "severity", "value"),
    [
        ({"gpa": 3.2, "average_gpa": 3.5}, "gpa", "high", -0.3),
        ({"gre_quantitative": 154, "gre_quant_avg": 160}, "gre_quantitative", "high", -6),
        ({"university_ranking": 100, "research_publications": 1}, "research_publications", "medium", -1),
        ({"university_ranking": 101}, "research_publications", "medium", -1),
        ({"work_experience_months": 11}, "work_experience_months", "medium", -13),
    ],
)
def test_gap_analysis__gaps__with_their_severity_and_size(
    cells: dict[str, Any], subject: str, severity: str, value: float
) -> None:
    (found,) = [one for one in gap_analysis(record(**cells)) if (one.kind, one.subject) == ("gap", subject)]
    assert (found.severity, found.value) == (severity, pytest.approx(value))


def test_gap_analysis__nothing_missing__only_competitiveness() -> None:
    cells = {
        "gpa": 3.5,
        "average_gpa": 3.7,
        "gre_quantitative": 155,
        "gre_quant_avg": 160,
        "work_experience_months": 12,
    }
    seen = record(**cells, university_ranking=50, research_publications=2)
    assert [one.subject for one in gap_analysis(seen) if one.kind == "gap"] == ["competitiveness"]
    assert competitiveness(seen) == pytest.approx(0.3 * 0.875 + 0.3 * 0.5 + 0.2 * 0.4 + 0.2 * 0.06, abs=0.006)


def test_load__rows__are_acceptable_and_most_are_learnt_from() -> None:
    rows = load().rows
    learnt = [USE_CASE.read_row(row) for row in rows if USE_CASE.why_left_out(row) is None]
    assert 3_000 < len(learnt) < len(rows)
    assert 0.45 < sum(label for _, label in learnt) / len(learnt) < 0.6


@pytest.mark.parametrize("edition", ["admission", "admission_ghana"])
def test_activation__by_itself__for_two_points_of_the_metric_that_chooses(edition: str) -> None:
    policy = use_cases()[edition].activation
    assert (policy.mode, policy.min_improvement, policy.improvement) == ("auto_if_better", 0.02, "absolute")
