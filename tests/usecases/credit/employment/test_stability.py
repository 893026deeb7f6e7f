"""How stable work is, where it is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.usecases.credit.employment.stability import sector_of, stability
from scorewright.usecases.credit.employment.tables import Work, categories, occupations, sector_modifiers

WORKS = st.sampled_from([*categories().values(), *occupations().values()])
SECTORS = st.none() | st.sampled_from(sorted(sector_modifiers()))
SSNIT = st.none() | st.booleans()


@given(WORKS, SECTORS, SSNIT)
def test_stability__any_work_anywhere__is_within_0_and_100(work: Work, sector: str | None, ssnit: bool | None) -> None:
    assert 0 <= stability(work, sector=sector, ssnit=ssnit) <= 100


@given(WORKS, SECTORS)
def test_stability__social_security__is_never_worse_than_none(work: Work, sector: str | None) -> None:
    with_ssnit = stability(work, sector=sector, ssnit=True)
    assert with_ssnit >= stability(work, sector=sector, ssnit=False)


@pytest.mark.parametrize("code", occupations())
def test_stability__nothing_said__is_the_tables(code: str) -> None:
    assert stability(occupations()[code]) == occupations()[code].stability


@pytest.mark.parametrize(
    ("occupation", "sector", "ssnit", "moved"),
    [
        ("tailor", "public", None, 18),
        ("tailor", "formal_private", None, 8),
        ("tailor", "informal", True, 8),
        ("basic_school_teacher", "informal", None, -18),
        ("software_developer", None, False, -8),
        ("cocoa_farmer", "informal", None, 0),
        ("cocoa_farmer", "unknown", None, 0),
        ("judge_or_magistrate", "public", True, 0),
    ],
)
def test_stability__another_sector__moves_it_by_the_difference(
    occupation: str, sector: str | None, ssnit: bool | None, moved: float
) -> None:
    work = occupations()[occupation]
    assert stability(work, sector=sector, ssnit=ssnit) - work.stability == moved


def test_sector_of__seasonal_work_called_informal__stays_seasonal() -> None:
    assert sector_of(occupations()["cocoa_farmer"], "informal") == "seasonal"


def test_sector_of__a_sector_that_there_is_not__is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"sector must be one of public, formal_private, informal.*'military'"):
        sector_of(occupations()["soldier"], "military")
