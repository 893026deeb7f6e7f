"""An applicant's work from end to end."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.usecases.credit.employment.analysis import EmploymentAnalysis, analyse


def _analysed(title: str | None, **known: object) -> EmploymentAnalysis:
    told: dict[str, object] = {"tenure": None, "monthly_income": None, "sector": None, "ssnit": None, "year": 2024}
    return analyse(title, **(told | known))  # type: ignore[arg-type]


def test_analyse__a_nurse_of_ten_years__is_told_in_full() -> None:
    assert _analysed("Snr. Staff Nurse (KBTH)", tenure="10+ years", monthly_income=4500, sector="public") == (
        EmploymentAnalysis(
            category="HLTH",
            category_name="Healthcare Workers",
            occupation="Registered nurse",
            isco08="2221",
            sector="public",
            matched_phrase="senior staff nurse",
            match_confidence=0.88,
            needs_review=False,
            review_reason="",
            stability=80.0,
            income_year=2024,
            income_p10=2300.0,
            income_p50=3800.0,
            income_p90=6000.0,
            tenure=10.0,
            employment_score=92.0,
            employment_risk="Very Low",
        )
    )


def test_analyse__nothing_known__is_a_cautious_answer_for_a_person() -> None:
    found = _analysed(None)
    assert (found.category, found.needs_review, found.stability) == ("UNKNOWN", True, 15.0)
    assert (found.employment_score, found.employment_risk) == (31.0, "Very High")


KNOWN = st.fixed_dictionaries(
    {
        "tenure": st.none() | st.text(max_size=12) | st.floats(0, 70),
        "monthly_income": st.none() | st.floats(0, 1e9),
        "sector": st.sampled_from([None, "public", "formal_private", "informal", "unknown"]),
        "ssnit": st.none() | st.booleans(),
        "year": st.integers(1900, 2200),
    }
)


@given(st.none() | st.text(max_size=60), KNOWN)
def test_analyse__whatever_is_said__is_answered_twice_alike(title: str | None, known: dict[str, object]) -> None:
    first = _analysed(title, **known)
    assert first == _analysed(title, **known)
    assert 0 <= first.employment_score <= 100
    assert first.needs_review == bool(first.review_reason)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"sector": "army"}, "sector"), ({"monthly_income": -1}, "monthly_income"), ({"tenure": 99}, "tenure")],
)
def test_analyse__something_that_cannot_be__is_refused_by_name(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _analysed("teacher", **wrong)


def test_analyse__the_answer__holds_plain_values_only() -> None:
    found = _analysed("trotro mate")
    assert all(isinstance(getattr(found, each.name), str | int | float | bool | None) for each in fields(found))
