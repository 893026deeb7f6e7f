"""What the figures of a cohort say, in words."""

from scorewright.loop.outcomes.performance.measuring import Cohort
from scorewright.science.estimation.back_test import BackTest, TrackRecord
from scorewright.science.metrics.weighted.cohorts import FEWEST_ROWS

ESTIMATED = (
    "Estimated from the probabilities alone, of {rows:,} decisions without a matured outcome: true where these are "
    "calibrated on just these decisions, and blind to a change of what happens to the same people."
)


def of_cohort(cohort: Cohort) -> str:
    """How much is known, and what was left out of it."""
    return " ".join([_of_outcomes(cohort), *_of_the_rest(cohort)])


def _of_outcomes(cohort: Cohort) -> str:
    served = cohort.served
    labelled = served.labelled.count
    if cohort.metrics is not None:
        return f"Measured on {labelled:,} of {served.matured:,} matured decisions."
    if not served.matured:
        return f"Not enough matured outcomes: no window of {served.decisions:,} decisions is over."
    if labelled < FEWEST_ROWS:
        return f"Not enough matured outcomes: {labelled:,} of at least {FEWEST_ROWS:,}."
    return (
        f"Not enough matured outcomes: {labelled:,} tell no more than {served.labelled.effective_rows:,.0f} of equal "
        f"weight, of at least {FEWEST_ROWS:,}."
    )


def _of_the_rest(cohort: Cohort) -> list[str]:
    served, found = cohort.served, []
    if served.labelled.kept < served.labelled.count:
        found.append(f"Figures are of a random sample of {served.labelled.kept:,}.")
    if served.by_fallback:
        found.append("The fallback answered: its rule promises nothing, so nothing is estimated.")
    if served.fallbacks:
        found.append(f"{served.fallbacks:,} answers of the fallback are left out.")
    if len(cohort.thresholds) > 1:
        told = ", ".join(f"{threshold:g}" for threshold in cohort.thresholds)
        found.append(f"Labels were made by the thresholds {told}: figures of labels are measured, and not estimated.")
    return found


def of_estimate(rows: int) -> str:
    return ESTIMATED.format(rows=rows)


def of_back_test(found: BackTest) -> str:
    """Whether the estimate of accuracy, or of ROC-AUC where there is none, would have kept its limits."""
    told = {metric: found.as_expected(metric) for metric in found.measured}
    kept = [metric for metric, held in told.items() if held]
    broken = [metric for metric, held in told.items() if held is False]
    if not broken:
        return f"The estimate would have kept its limits in all of {len(kept)} figures."
    return f"The estimate would have missed {', '.join(broken)}: the probabilities were not calibrated here."


def of_record(metric: str, found: TrackRecord) -> str:
    """In how many cohorts the estimate kept its limits, and what to make of it."""
    if found.as_expected_share is None:
        return f"No estimate of {metric} could be held against outcomes yet."
    kept = round(found.as_expected_share * found.cohorts)
    return f"Of {found.cohorts:,} estimates of {metric}, {kept:,} kept their limits; calibrated ones do in 95 of 100."
