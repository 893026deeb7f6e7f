"""The decisions of an experiment: how many were assigned, and what came of those whose window is over."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import Count, Q
from numpy.typing import NDArray

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.experiments.champion import champion_scores
from scorewright.loop.experiments.metrics import Decided
from scorewright.loop.outcomes.labelled import weight_of, without_nested_loops
from scorewright.loop.outcomes.queries import standing
from scorewright.loop.outcomes.units import Units
from scorewright.loop.serving.models import Decision
from scorewright.science.artefacts.running import Runner

AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Assigned:
    """By arm: decisions, how many of them the fallback gave, and the units that they are about."""

    decisions: Mapping[str, int]
    fallbacks: Mapping[str, int]
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """n decisions whose outcome is known, all arrays of shape (n,); ``units`` tells whom each is about.

    ``thresholds`` are those they were decided by, the same for all arms. ``scores`` are the champion's probabilities
    of the same records, whichever arm decided, NaN where it has none; None where nobody asked it.
    """

    decided: Decided
    weights: NDArray[np.float64]
    arms: NDArray[np.str_]
    units: NDArray[np.str_]
    thresholds: NDArray[np.float64]
    scores: NDArray[np.float64] | None


def assigned(plan: TrafficPlan, arms: Collection[str], *, until: datetime) -> Assigned:
    """All that were given one of ``arms`` before ``until``, with an outcome or without.

    A decision without a unit is a unit of its own. Raises UnknownUseCaseError.
    """
    units = _units(plan)
    found = (
        Decision.objects.filter(_of(plan, arms), at__lt=until)
        .values_list("arm", units.column("record"))
        .annotate(decisions=Count("pk"), fallbacks=Count("pk", filter=Q(fallback=True)))
        .order_by()
    )
    decisions, fallbacks, alone = (Counter(dict.fromkeys(arms, 0)) for _ in range(3))
    named: dict[str, set[str]] = {arm: set() for arm in arms}
    for arm, text, count, by_fallback in found.iterator(chunk_size=AT_ONCE):
        decisions[arm] += count
        fallbacks[arm] += by_fallback
        unit = units.of(text)
        if unit is None:
            alone[arm] += count
        else:
            named[arm].add(unit)
    return Assigned(decisions, fallbacks, {arm: alone[arm] + len(named[arm]) for arm in arms})


def labelled(plan: TrafficPlan, arms: Collection[str], *, as_of: datetime, champion: Runner | None) -> Labelled:
    """Decisions of ``arms`` whose window was over at ``as_of``, with the outcome as it was known then.

    Where there is a ``champion``, it scores their kept features anew. Raises UnknownUseCaseError.
    """
    units = _units(plan)
    found = standing(use_case=plan.use_case, as_of=as_of).filter(_of(plan, arms, "decision__"))
    rows = found.values_list(
        *("label", "decision__label", "decision__probability", "inclusion_probability", "decision__arm"),
        *("decision__threshold", units.column("decision__record"), "decision_id"),
        *(() if champion is None else ("decision__features",)),
    )
    kept: list[tuple[Any, ...]] = []
    scores: list[float] = []
    with without_nested_loops():
        following = rows.iterator(chunk_size=AT_ONCE)
        while page := list(islice(following, AT_ONCE)):  # features take much more room than all the rest
            if champion is not None:
                scores += champion_scores(champion, [features for *_, features in page])
            kept += [row[:8] for row in page]
    labels, said, probabilities, included, names, thresholds, texts, ids = zip(*kept, strict=True) if kept else [()] * 8
    return Labelled(
        Decided(np.array(labels, np.int64), np.array(said, np.int64), np.array(probabilities, np.float64)),
        np.array([weight_of(probability) for probability in included], np.float64),
        np.array(names, np.str_),
        units.names(texts, ids),
        np.array(thresholds, np.float64),
        None if champion is None else np.array(scores, np.float64),
    )


def _units(plan: TrafficPlan) -> Units:
    return Units(use_case_named(plan.use_case), plan.unit_field)


def _of(plan: TrafficPlan, arms: Collection[str], path: str = "") -> Q:
    found = Q(**{f"{path}use_case": plan.use_case, f"{path}arm__in": [*arms], f"{path}at__gte": plan.at})
    return found if plan.ended_at is None else found & Q(**{f"{path}at__lt": plan.ended_at})
