"""The gate of automatic replacement: eight conditions, each with its number, limit and reason."""

from dataclasses import replace

import pytest

from scorewright.science.policy.replacement import judge_replacement
from scorewright.science.policy.replacement_alpha import alpha_of_one, comparisons_left
from scorewright.science.policy.replacement_evidence import ReplacementEvidence, Segment, ShadowRecord
from scorewright.science.policy.replacement_limits import ReplacementLimits

GOOD = ReplacementEvidence(
    metric="gini",
    positives=250,
    negatives=4750,
    champion=0.5,
    challenger=0.6,
    gain=0.1,
    lower_bound=0.04,
    alpha=0.004,
    comparisons_left=12,
    slope=1.02,
    champion_brier=0.045,
    challenger_brier=0.044,
    segments=(Segment("region north", 2500, 0.12), Segment("region south", 2500, -0.01), Segment("van", 40, -0.4)),
    missing_reports=(),
    champion_rate=0.10,
    challenger_rate=0.11,
    shadow=None,
    rollback_armed=True,
)
NAMES = [
    "enough_outcomes",
    "improvement",
    "calibration",
    "segments",
    "reports",
    "approval_rate",
    "shadow",
    "rollback",
]


def test_judge_replacement__all_is_well__eight_conditions_each_met_and_told() -> None:
    conditions = judge_replacement(GOOD, ReplacementLimits())
    assert [condition.name for condition in conditions] == NAMES
    assert all(condition.passed for condition in conditions)
    assert all(condition.words.endswith(".") for condition in conditions)


UNMET = [
    ({"positives": 199}, "enough_outcomes", "199 positives"),
    ({"negatives": 199}, "enough_outcomes", "199 negatives"),
    ({"gain": 0.0249}, "improvement", "at least 0.0250 is needed"),
    ({"lower_bound": 0.0}, "improvement", "must be above 0"),
    ({"gain": None, "challenger": None, "lower_bound": None}, "improvement", "no meaning"),
    ({"comparisons_left": 0}, "improvement", "used up"),
    ({"slope": 0.79}, "calibration", "slope 0.79"),
    ({"slope": 1.26}, "calibration", "slope 1.26"),
    ({"slope": None}, "calibration", "no meaning"),
    ({"challenger_brier": 0.0451}, "calibration", "must not be worse"),
    ({"segments": (Segment("region north", 300, -0.051),)}, "segments", "region north gains least: -0.0510"),
    ({"segments": (Segment("region north", 300, None),)}, "segments", "class is absent: region north"),
    ({"missing_reports": ("data-quality report",)}, "reports", "Missing: data-quality report"),
    ({"challenger_rate": 0.16}, "approval_rate", "+6.0 points"),
    ({"challenger_rate": 0.04}, "approval_rate", "-6.0 points"),
    ({"rollback_armed": False}, "rollback", "not armed"),
]


@pytest.mark.parametrize(("changes", "name", "words"), UNMET)
def test_judge_replacement__one_thing_amiss__that_condition_alone_is_unmet_and_says_why(
    changes: dict[str, object], name: str, words: str
) -> None:
    conditions = judge_replacement(replace(GOOD, **changes), ReplacementLimits())
    (unmet,) = [condition for condition in conditions if not condition.passed]
    assert unmet.name == name
    assert words in unmet.words


def test_judge_replacement__groups_too_small_to_judge__are_not_held_against_it() -> None:
    evidence = replace(GOOD, segments=(Segment("region north", 299, -0.5), Segment("region south", 299, None)))
    (segments,) = [found for found in judge_replacement(evidence, ReplacementLimits()) if found.name == "segments"]
    assert (segments.passed, segments.value) == (True, None)
    assert segments.words.startswith("0 groups have at least 300 rows")


def test_judge_replacement__limit_on_outcomes_lowered__the_report_says_so() -> None:
    limits = ReplacementLimits(minimum_positives=50)
    first = judge_replacement(replace(GOOD, positives=60), limits)[0]
    assert first.passed
    assert "lowered from the usual 200" in first.words
    assert "lowered" not in judge_replacement(GOOD, ReplacementLimits())[0].words


@pytest.mark.parametrize(
    ("shadow", "passed"),
    [
        (None, False),
        (ShadowRecord(1000, 0, 20.0), True),
        (ShadowRecord(999, 0, 20.0), False),
        (ShadowRecord(1000, 1, 20.0), False),
        (ShadowRecord(1000, 0, 100.1), False),
    ],
)
def test_judge_replacement__shadow_declared__enough_decisions_none_failed_in_time(
    shadow: ShadowRecord | None, passed: bool
) -> None:
    limits = ReplacementLimits(shadow_decisions=1000)
    conditions = {found.name: found for found in judge_replacement(replace(GOOD, shadow=shadow), limits)}
    assert conditions["shadow"].passed == passed


def test_needed_gain__relative_or_absolute__as_declared() -> None:
    assert ReplacementLimits(min_improvement=0.1).needed_gain(-0.5) == pytest.approx(0.05)
    assert ReplacementLimits(min_improvement=0.1, improvement="absolute").needed_gain(0.5) == 0.1


@pytest.mark.parametrize("retrains", [1, 12, 52, 366])
def test_alpha_of_one__spent_over_a_year__never_exceeds_alpha(retrains: int) -> None:
    limits = ReplacementLimits(retrains_a_year=retrains)
    spent, made = 0.0, 0
    while comparisons_left(limits, made):
        spent += alpha_of_one(limits)
        made += 1
    assert made == retrains
    assert spent == pytest.approx(limits.alpha)


def test_comparisons_left__negative_count__refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        comparisons_left(ReplacementLimits(), -1)
