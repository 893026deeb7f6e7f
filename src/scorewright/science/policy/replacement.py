"""The one gate of automatic replacement: eight conditions, each told with its number, its limit and its reason."""

from collections.abc import Callable
from dataclasses import dataclass

from scorewright.science.policy.replacement_evidence import ReplacementEvidence
from scorewright.science.policy.replacement_limits import USUAL_OUTCOMES, ReplacementLimits


@dataclass(frozen=True, slots=True)
class Condition:
    """``value`` was held against ``limit``; either is None where there is no number. ``words`` say it to people."""

    name: str
    passed: bool
    value: float | None
    limit: float | None
    words: str


def judge_replacement(evidence: ReplacementEvidence, limits: ReplacementLimits) -> tuple[Condition, ...]:
    """All eight conditions in their order, passed or not: the challenger may replace the champion if none is unmet.

    What was not measured is unmet, never passed over. The error rate, that equal models replace one another at least
    once in a year, is ``limits.alpha``: the second condition alone keeps it, the others only make replacement rarer.
    """
    return tuple(judge(evidence, limits) for judge in _CONDITIONS)


def _outcomes(evidence: ReplacementEvidence, limits: ReplacementLimits) -> Condition:
    asked = (limits.minimum_positives, limits.minimum_negatives)
    enough = evidence.positives >= asked[0] and evidence.negatives >= asked[1]
    lowered = f" (lowered from the usual {USUAL_OUTCOMES})" if min(asked) < USUAL_OUTCOMES else ""
    found = (evidence.positives, evidence.negatives)
    rarer, limit = min(zip(found, asked, strict=True), key=lambda pair: pair[0] / pair[1])
    words = (
        f"{evidence.positives:,} positives and {evidence.negatives:,} negatives that trained neither model; "
        f"at least {asked[0]:,} and {asked[1]:,} are needed{lowered}."
    )
    return Condition("enough_outcomes", enough, float(rarer), float(limit), words)


def _improvement(evidence: ReplacementEvidence, limits: ReplacementLimits) -> Condition:
    gain, bound = evidence.gain, evidence.lower_bound
    if gain is None or bound is None or evidence.champion is None or evidence.challenger is None:
        return Condition(
            "improvement", passed=False, value=gain, limit=None, words=f"{evidence.metric} has no meaning here."
        )
    needed = limits.needed_gain(evidence.champion)
    rate = f"error rate {evidence.alpha:.2g}, which is {limits.alpha:g} a year over {limits.retrains_a_year} retrains"
    words = (
        f"{evidence.metric} {evidence.challenger:.4f} against {evidence.champion:.4f} in production: a gain of "
        f"{gain:.4f}, at least {needed:.4f} is needed; the lower bound {bound:.4f} must be above 0 ({rate})."
    )
    if not evidence.comparisons_left:
        words += " The comparisons of this year are used up, so one more would exceed the error rate."
    passed = gain >= needed and bound > 0 and evidence.comparisons_left > 0
    return Condition("improvement", passed, gain, needed, words)


def _calibration(evidence: ReplacementEvidence, limits: ReplacementLimits) -> Condition:
    slope, old, new = evidence.slope, evidence.champion_brier, evidence.challenger_brier
    if slope is None or old is None or new is None:
        return Condition("calibration", passed=False, value=slope, limit=None, words="Calibration has no meaning here.")
    passed = limits.slope_from <= slope <= limits.slope_to and new <= old
    words = (
        f"Calibration slope {slope:.2f}, must be within {limits.slope_from:g} and {limits.slope_to:g}; "
        f"Brier score {new:.4f} against {old:.4f} in production, must not be worse."
    )
    nearer = limits.slope_from if slope < 1 else limits.slope_to
    return Condition("calibration", passed, slope, nearer, words)


def _segments(evidence: ReplacementEvidence, limits: ReplacementLimits) -> Condition:
    large = [segment for segment in evidence.segments if segment.rows >= limits.segment_rows]
    gains = {segment.name: segment.gain for segment in large if segment.gain is not None}
    unmeasured = [segment.name for segment in large if segment.gain is None]
    worst = min(gains, key=lambda name: gains[name], default=None)
    least = None if worst is None else gains[worst]
    words = f"{len(large)} groups have at least {limits.segment_rows:,} rows"
    if least is not None:
        words += f"; {worst} gains least: {least:+.4f} of {evidence.metric}"
    words += f"; a loss of at most {limits.segment_margin:g} is allowed."
    if unmeasured:
        words += f" Without a measure, since a class is absent: {', '.join(unmeasured)}."
    passed = not unmeasured and (least is None or least >= -limits.segment_margin)
    return Condition("segments", passed, least, -limits.segment_margin, words)


def _reports(evidence: ReplacementEvidence, _: ReplacementLimits) -> Condition:
    missing = evidence.missing_reports
    words = f"Missing: {', '.join(missing)}." if missing else "Data-quality and group reports are there."
    return Condition("reports", not missing, float(len(missing)), 0.0, words)


def _approval_rate(evidence: ReplacementEvidence, limits: ReplacementLimits) -> Condition:
    shift = evidence.challenger_rate - evidence.champion_rate
    words = (
        f"Above the threshold: {evidence.challenger_rate:.1%} of rows against {evidence.champion_rate:.1%} in "
        f"production, a shift of {100 * shift:+.1f} points; at most {100 * limits.approval_shift:g} are allowed."
    )
    return Condition("approval_rate", abs(shift) <= limits.approval_shift, shift, limits.approval_shift, words)


def _shadow(evidence: ReplacementEvidence, limits: ReplacementLimits) -> Condition:
    needed, seen = limits.shadow_decisions, evidence.shadow
    if not needed:
        return Condition("shadow", passed=True, value=None, limit=None, words="No shadow is declared.")
    if seen is None:
        words = f"The challenger decided nothing in the shadow; {needed:,} decisions are needed."
        return Condition("shadow", passed=False, value=0.0, limit=float(needed), words=words)
    passed = seen.decisions >= needed and not seen.errors and seen.milliseconds <= limits.shadow_milliseconds
    words = (
        f"{seen.decisions:,} decisions in the shadow, {needed:,} are needed; {seen.errors:,} errors, none is allowed; "
        f"95 % within {seen.milliseconds:g} ms, {limits.shadow_milliseconds:g} are allowed."
    )
    return Condition("shadow", passed, float(seen.decisions), float(needed), words)


def _rollback(evidence: ReplacementEvidence, _: ReplacementLimits) -> Condition:
    words = (
        "Rollback is armed: a guard watches the new version, and what the model in production reaches on these rows is "
        "kept with the activation for it."
        if evidence.rollback_armed
        else "Rollback is not armed: that takes a guard of the use case that rolls back by itself, an activation to go "
        "back to, and as many of these rows as the guard needs outcomes."
    )
    return Condition("rollback", evidence.rollback_armed, None, None, words)


_CONDITIONS: tuple[Callable[[ReplacementEvidence, ReplacementLimits], Condition], ...] = (
    _outcomes,
    _improvement,
    _calibration,
    _segments,
    _reports,
    _approval_rate,
    _shadow,
    _rollback,
)
