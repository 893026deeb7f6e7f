from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.decision import Decision
from scorewright.declare.errors import DeclarationError
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale

SCALE = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
BANDS = Bands((Band("poor", 300, "high"), Band("good", 670, "low")))
SCORED = Decision(threshold=0.2, scale=SCALE, bands=BANDS, review_below=0.7)


@given(st.floats(0, 1))
def test_decide__any_probability__agrees_with_itself(probability: float) -> None:
    verdict = SCORED.decide(probability)
    assert verdict.label == (verdict.probability > 0.2)
    assert verdict.score is not None
    assert verdict.band == ("good" if verdict.score >= 670 else "poor")
    assert verdict.risk == ("low" if verdict.band == "good" else "high")
    assert verdict.needs_review == (verdict.confidence < 0.7)


@pytest.mark.parametrize(("probability", "label"), [(0.5, 0), (0.5000001, 0), (0.500001, 1)])
def test_decide__at_the_threshold__is_negative(probability: float, label: int) -> None:
    assert Decision(threshold=0.5).decide(probability).label == label


def test_decide__nothing_declared__gives_no_score_band_or_risk() -> None:
    verdict = Decision().decide(0.9)
    assert (verdict.score, verdict.band, verdict.risk, verdict.needs_review) == (None, None, None, False)


def test_decide__bands_on_probability__cut_it_and_not_the_score() -> None:
    bands = Bands((Band("low", 0), Band("high", 0.5)))
    assert Decision(bands=bands, bands_on="probability", scale=SCALE).decide(0.5).band == "high"


def test_decide__confidence_given__replaces_the_probability_of_the_label() -> None:
    assert SCORED.decide(0.01).needs_review is False
    assert SCORED.decide(0.01, confidence=0.5).needs_review is True


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_decide__no_probability__raises(probability: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        SCORED.decide(probability)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"threshold": 0.0}, "threshold"),
        ({"threshold": 1.0}, "threshold"),
        ({"bands": BANDS}, "scale must be declared"),
        ({"bands": BANDS, "bands_on": "probability"}, "first must start at 0"),
        ({"bands": Bands((Band("all", 301),)), "scale": SCALE}, "first must start at 300"),
        ({"review_below": 1.1}, "review_below"),
        ({"explain": "never"}, "explain: 'never' is not one of asked, always"),
    ],
)
def test_decision__broken_rule__names_the_part(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(DeclarationError, match=part):
        Decision(**changes)
