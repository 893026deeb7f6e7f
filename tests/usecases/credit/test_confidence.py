"""How sure a score is: weights, parts, and what becomes of it where little is known."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.records import Record
from scorewright.usecases.credit.confidence import CONFIDENCE, THRESHOLD, clear, known, told, understood
from scorewright.usecases.credit.usecase import DECISION, USE_CASE

EXAMPLE = dict(USE_CASE.examples[0])
THIN = dict(USE_CASE.examples[1])


def record(base: dict[str, Any] = EXAMPLE, **cells: Any) -> Record:
    return USE_CASE.visible(USE_CASE.accept(base | cells))


def test_weights__five__sum_to_one_where_an_earlier_system_had_1_10() -> None:
    earlier = (0.35, 0.25, 0.20, 0.15, 0.15)
    assert math.fsum(part.weight for part in CONFIDENCE.parts) == pytest.approx(1, abs=1e-12)
    for part, weight in zip(CONFIDENCE.parts, earlier, strict=True):
        assert part.weight == pytest.approx(weight / 1.10, abs=0.007)


@given(st.floats(0, 1), st.sampled_from([EXAMPLE, THIN]), st.none() | st.text(max_size=40))
def test_sure__any_probability_and_title__lies_within_0_and_1(
    probability: float, base: dict[str, Any], title: str | None
) -> None:
    sure = USE_CASE.sure(record(base) | {"job_title": title}, DECISION.decide(probability))
    assert sure is not None
    assert 0 <= sure <= 1


def test_sure__everything_told_and_far_from_the_threshold__needs_nobody() -> None:
    verdict = DECISION.decide(0.05)
    sure = USE_CASE.sure(record(), verdict)
    assert sure == pytest.approx(0.32 * 0.95 + 0.23 + 0.18 + 0.14 + 0.13 * 0.88, abs=1e-6)
    assert not DECISION.decide(0.05, sure).needs_review


def test_sure__thin_file_with_a_vague_title__is_for_a_person() -> None:
    sure = USE_CASE.sure(record(THIN, job_title="business"), DECISION.decide(0.15))
    assert sure is not None
    assert sure < 0.6
    assert DECISION.decide(0.15, sure).needs_review


@pytest.mark.parametrize(
    ("probability", "share"), [(0.25, 0.0), (0.0, 1.0), (1.0, 1.0), (1 / 7, 1.0), (0.4, 1.0), (0.3, 0.363)]
)
def test_clear__from_the_threshold_on__rises_to_1_where_the_odds_are_double(probability: float, share: float) -> None:
    assert DECISION.threshold == THRESHOLD
    assert clear({}, DECISION.decide(probability)) == pytest.approx(share, abs=1e-3)


def test_parts__of_the_record__say_what_is_known_of_the_applicant() -> None:
    verdict = DECISION.decide(0.2)
    assert (known(record(), verdict), known(record(THIN), verdict)) == (1, 0)
    assert told(record(), verdict) == 1
    assert told(record(THIN), verdict) < 0.4
    assert understood(record(job_title=None), verdict) == 0
    assert understood(record(job_title="Seamstress"), verdict) == 1
