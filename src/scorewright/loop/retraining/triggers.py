"""Is there a reason to train a use case anew?"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from scorewright.declare.retraining import Retraining
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import deciding_at
from scorewright.loop.jobs.models import State
from scorewright.loop.outcomes.queries import labelled
from scorewright.loop.registry import queries as registry
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.rows.labelled_decisions import labelled_since
from scorewright.science.metrics.bootstrap import Interval, bootstrap_intervals
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.whole_catalogue import evaluate_sample

FEWEST_OF_A_CLASS = 30  # matured outcomes: below that, what was served cannot be told from what was promised
CAME_TO_NOTHING = (State.FAILED, State.CANCELLED)
Trigger = TrainingRun.Trigger


@dataclass(frozen=True)
class Found:
    """A reason to train, in words; ``new_rows`` are the labelled ones since the training before."""

    trigger: Trigger
    reason: str
    new_rows: int


def reason_to_train(use_case: UseCase, plan: Retraining, *, now: datetime) -> Found | None:
    """The weightiest reason there is at ``now``; None where there is none, or the last training is too young.

    What came of the last training may still wait for a person: then the age counts from it, not from what decides.
    One that failed or was cancelled only keeps the next away for the cool-down.
    """
    runs = TrainingRun.objects.filter(use_case=use_case.name).order_by("-at")
    last, kept = runs.first(), runs.exclude(job__state__in=CAME_TO_NOTHING)
    if last is not None and now - last.at < plan.cool_down:
        return None
    production = registry.production(use_case.name)
    since = _last_trained(production, kept)
    rows = labelled_since(use_case, since, until=now)
    answered = production is not None and _answered(production, kept)
    if production is not None and not answered and (words := _dropped(use_case, production, plan, now)):
        return Found(Trigger.PERFORMANCE_DROP, words, rows)
    if rows >= plan.minimum_new_rows:
        return Found(Trigger.DATA_THRESHOLD, f"{rows} labelled rows since the last training", rows)
    if production is not None and since is not None and now - since > plan.maximum_age:
        days = (now - production.created_at).days
        return Found(Trigger.MODEL_AGE, f"{production} was trained {days} days ago", rows)
    return None


def _last_trained(production: ModelVersion | None, kept: QuerySet[TrainingRun]) -> datetime | None:
    """When what decides was made, or, if that is later, when the last training was asked for."""
    moments = [run.at for run in kept[:1]] + ([] if production is None else [production.created_at])
    return max(moments, default=None)


def _answered(production: ModelVersion, kept: QuerySet[TrainingRun]) -> bool:
    """Whether ``production`` was trained anew for its drop already: the same rows would teach the same again.

    What was answered while another version decided, which was rolled back since, was that one's drop.
    """
    runs = kept.filter(trigger=Trigger.PERFORMANCE_DROP, at__gt=production.created_at)
    return any(deciding_at(run.at, production.use_case) in (production.pk, None) for run in runs)


def _dropped(use_case: UseCase, production: ModelVersion, plan: Retraining, now: datetime) -> str | None:
    """What dropped, in words; None where the outcomes do not show it, or are too few to show anything."""
    metric = METRICS[use_case.training.target_metric]
    promised = production.metrics.get(metric.name, {}).get("value")
    served = _served(use_case, production, now)
    if promised is None or served is None or served.value is None or served.low is None or served.high is None:
        return None
    worse = promised - served.high if metric.greater_is_better else served.low - promised
    if worse < plan.performance_drop:
        return None
    return (
        f"{metric.name} of what {production.label} decided is {served.value:.3f} [{served.low:.3f}, "
        f"{served.high:.3f}]; the hold-out promised {promised:.3f}"
    )


def _served(use_case: UseCase, production: ModelVersion, now: datetime) -> Interval | None:
    """What production's matured decisions show of all that it decided; None where they are too few to show anything.

    They are weighed where they were chosen by unequal chances.
    """
    known = labelled(use_case=use_case.name, as_of=now, version_id=production.pk)
    if np.bincount(known.labels, minlength=2).min() < FEWEST_OF_A_CLASS:
        return None
    metric, threshold = METRICS[use_case.training.target_metric], use_case.decision.threshold
    rng = np.random.default_rng(use_case.training.seed)
    if np.ptp(known.weights) > 0:
        found = evaluate_sample(known.labels, known.probabilities, known.weights, threshold=threshold, rng=rng)
        return found.metrics[metric.name]
    measures = {metric.name: lambda y, p: metric.compute(y, p, threshold)}
    return bootstrap_intervals(known.labels, known.probabilities, measures, rng=rng)[metric.name]
