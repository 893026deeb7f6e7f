"""The served model's health: what was promised, what was measured since, and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, DateField, Q
from django.db.models.functions import TruncDay

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import live_activation
from scorewright.loop.deployment.models import Activation
from scorewright.loop.outcomes.performance.measuring import Cohort
from scorewright.loop.outcomes.performance.queries import performance
from scorewright.loop.outcomes.performance.question import ask
from scorewright.loop.registry.metric_names import metric_label
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import production
from scorewright.loop.serving.models import Decision
from scorewright.science.estimation.back_test import TrackRecord
from scorewright.science.metrics.bootstrap import Interval

DAYS = 28
TOLD = ("roc_auc", "accuracy", "precision", "recall", "brier", "calibration_slope", "calibration_intercept")
LESS_IS_BETTER = frozenset({"brier"})
TARGETS: Mapping[str, float] = {"calibration_slope": 1.0, "calibration_intercept": 0.0}
NORMAL = 1.96
FEWEST_WEEKS = 4
LEAST_KEPT_SHARE = 0.8
LARGE_FALLBACK_SHARE = 0.01
SMALL_LABELLED_SHARE = 0.2
ALL_WELL = "Nothing: it does what was promised, as far as is known."
NOTHING = Interval(None, None, None)


@dataclass(frozen=True)
class Day:
    day: date
    decisions: int
    fallbacks: int


@dataclass(frozen=True)
class Promise:
    """A metric on the hold-out, as measured since, and as estimated of the rest; ``worse`` None: not to be told."""

    metric: str
    promised: Interval
    measured: Interval
    estimated: Interval
    worse: bool | None

    @property
    def words(self) -> str:
        if self.worse is None:
            return "not measured yet" if self.measured.value is None else "cannot be compared"
        if self.metric in TARGETS:
            return "off" if self.worse else "as it should be"
        return "worse than promised" if self.worse else "as promised"


@dataclass(frozen=True)
class Health:
    """``days`` are the last 28, with decisions of any version; all else is of what is in production."""

    version: ModelVersion | None
    activation: Activation | None
    days: Sequence[Day]
    cohort: Cohort | None
    promises: Sequence[Promise]
    record: TrackRecord | None
    advice: Sequence[str]

    @property
    def decisions(self) -> int:
        return sum(day.decisions for day in self.days)

    @property
    def fallback_share(self) -> float | None:
        return sum(day.fallbacks for day in self.days) / self.decisions if self.decisions else None


def health(use_case: UseCase, *, now: datetime) -> Health:
    """As of ``now``, of what is in production."""
    days = _days(use_case.name, now)
    version = production(use_case.name)
    if version is None:
        return Health(None, None, days, None, (), None, ("Nothing is in production: train, and activate a version.",))
    found = performance(ask(use_case, by="version", version=version.number, now=now)).cohorts
    weeks = performance(ask(use_case, by="week", version=version.number, now=now))
    cohort = found[0] if found else None
    promises = [_promise(metric, version, cohort) for metric in TOLD]
    record = weeks.track_record["accuracy"]
    advice = list(_advice(days, cohort, promises, record)) or [
        "Nothing: it does what was promised, as far as is known."
    ]
    return Health(version, live_activation(use_case.name), days, cohort, promises, record, advice)


def _days(use_case: str, now: datetime) -> list[Day]:
    first = now.astimezone(UTC).date() - timedelta(days=DAYS - 1)
    made = Decision.objects.filter(
        use_case=use_case, at__gte=datetime(first.year, first.month, first.day, tzinfo=UTC), at__lte=now
    )
    of_day = TruncDay("at", output_field=DateField(), tzinfo=UTC)
    counted = made.order_by().annotate(day=of_day).values("day")
    counts = counted.annotate(decisions=Count("id"), fallbacks=Count("id", filter=Q(fallback=True)))
    by_day = {
        day: (decisions, fallbacks) for day, decisions, fallbacks in counts.values_list("day", "decisions", "fallbacks")
    }
    dates = [first + timedelta(days=number) for number in range(DAYS)]
    return [Day(one, *by_day.get(one, (0, 0))) for one in dates]


def _promise(metric: str, version: ModelVersion, cohort: Cohort | None) -> Promise:
    promised = Interval(**(version.metrics.get(metric) or {"value": None, "low": None, "high": None}))
    measured = NOTHING if cohort is None or cohort.metrics is None else cohort.metrics[metric]
    guess = NOTHING if cohort is None or cohort.estimated is None else cohort.estimated.metrics.get(metric, NOTHING)
    return Promise(metric, promised, measured, guess, _worse(metric, promised, measured))


def _worse(metric: str, promised: Interval, measured: Interval) -> bool | None:
    """Whether what was measured is worse by more than chance explains: two independent samples, at 95 %."""
    if metric in TARGETS:
        if measured.low is None or measured.high is None:
            return None
        return not measured.low <= TARGETS[metric] <= measured.high
    first, second = _error(promised), _error(measured)
    if first is None or second is None or promised.value is None or measured.value is None:
        return None
    drop = promised.value - measured.value
    worse = -drop if metric in LESS_IS_BETTER else drop
    return bool(worse > NORMAL * (first**2 + second**2) ** 0.5)


def _error(found: Interval) -> float | None:
    return None if found.low is None or found.high is None else (found.high - found.low) / (2 * NORMAL)


def _advice(
    days: Sequence[Day], cohort: Cohort | None, promises: Sequence[Promise], record: TrackRecord
) -> Iterator[str]:
    week = days[-7:]
    decided, fallbacks = sum(day.decisions for day in week), sum(day.fallbacks for day in week)
    if not decided:
        yield "Nothing was decided in the last 7 days: see whether callers reach the service."
    elif fallbacks / decided > LARGE_FALLBACK_SHARE:
        yield (f"The fallback answered {100 * fallbacks / decided:.1f} % of the last 7 days: the decisions say why.")
    yield from _of_outcomes(cohort)
    if broken := [metric_label(one.metric) for one in promises if one.worse and one.metric not in TARGETS]:
        yield (
            f"Worse than promised: {', '.join(broken)}. The vintages show since when; train on newer outcomes, or roll "
            "back."
        )
    if off := [metric_label(one.metric) for one in promises if one.worse and one.metric in TARGETS]:
        yield f"{' and '.join(off)}: probabilities do not mean what they say any more. Train on newer outcomes."
    share = record.as_expected_share
    if share is not None and record.cohorts >= FEWEST_WEEKS and share < LEAST_KEPT_SHARE:
        yield (
            f"Estimates missed their limits in {record.cohorts - round(share * record.cohorts)} of {record.cohorts} "
            "weeks: do not rely on what is estimated."
        )


def _of_outcomes(cohort: Cohort | None) -> Iterator[str]:
    if cohort is None or cohort.metrics is not None:
        return
    served = cohort.served
    if served.matured and served.labelled.count < SMALL_LABELLED_SHARE * served.matured:
        yield (
            f"Outcomes are known of {served.labelled.count:,} of {served.matured:,} matured decisions: report what "
            "happened, or nothing can be measured."
        )
    else:
        yield "Wait: not enough outcomes have matured. Until then all there is are estimates."
