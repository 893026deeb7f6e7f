"""What each side reached: decisions of a version in production, by outcomes that had matured."""

from datetime import datetime

import numpy as np

from scorewright.declare.guard import Guard
from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.labelled import AT_ONCE, weight_of, without_nested_loops
from scorewright.loop.outcomes.queries import standing
from scorewright.loop.outcomes.units import Units
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.science.experiments.arm import Arm, arm_of_values
from scorewright.science.experiments.decision_values import DECISION_METRICS

_COLUMNS = ("label", "decision__label", "decision__probability", "inclusion_probability", "decision_id")


def side(
    use_case: UseCase, version: ModelVersion, guard: Guard, *, since: datetime, until: datetime, as_of: datetime
) -> Arm:
    """What ``version`` reached on what it decided from ``since`` to before ``until``, as was known at ``as_of``.

    Only what it decided as the version in production counts: requests that name a version are nobody's sample.
    """
    found = standing(use_case=use_case.name, as_of=as_of).filter(
        decision__model_version=version,
        decision__status=Status.PRODUCTION,
        decision__at__gte=since,
        decision__at__lt=until,
    )
    about = Units(use_case, use_case.unit_field)
    with without_nested_loops():
        rows = list(found.values_list(*_COLUMNS, about.column("decision__record")).iterator(chunk_size=AT_ONCE))
    if not rows:
        return Arm(version.label, 0, 0, None, None)
    outcomes, decided, probabilities, included, ids, texts = zip(*rows, strict=True)
    weights = np.array([weight_of(probability) for probability in included], dtype=np.float64)
    values = DECISION_METRICS[guard.metric].values(
        np.array(outcomes, dtype=np.int64), np.array(decided, dtype=np.int64), np.array(probabilities, dtype=np.float64)
    )
    units = None if use_case.unit_field is None else about.names(texts, ids)
    return arm_of_values(
        version.label,
        values,
        weights=weights if np.any(weights != 1) else None,
        units=units if units is not None and len(np.unique(units)) < len(units) else None,
    )
