"""What was known at a moment of the decisions of a page."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.backtesting.kept_records import Page
from scorewright.loop.outcomes.labelled import weight_of
from scorewright.loop.outcomes.models import Statement
from scorewright.loop.tenancy.scope import Scope, acting


@dataclass(frozen=True, slots=True, eq=False)
class KnownOutcomes:
    """n decisions, each array (n,): was its window over, was its outcome known then, and which (0 where not known).

    What is known of a decision whose window is not over does not count: early news are mostly of one kind. ``weights``
    are how many decisions one stands for that was looked into by chance, else 1.
    """

    matured: NDArray[np.bool_]
    known: NDArray[np.bool_]
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]


def known_outcomes(scope: Scope, page: Page, use_case: UseCase, as_of: datetime) -> KnownOutcomes:
    """By the last statement about each decision that was made by then, whatever was said since."""
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        said = Statement.objects.filter(decision_id__in=page.ids, learnt_at__lte=as_of)
        last = said.order_by("decision_id", "-number").distinct("decision_id")
        found = {one: (label, chance) for one, label, chance in last.values_list(*_COLUMNS)}
    matured = np.array([use_case.outcome.matures_at(at) <= as_of for at in page.at], dtype=np.bool_)
    known = np.array([decision in found for decision in page.ids], dtype=np.bool_) & matured
    labels = np.array([found.get(decision, _NOTHING)[0] for decision in page.ids], dtype=np.int64)
    weights = np.array([weight_of(found.get(decision, _NOTHING)[1]) for decision in page.ids], dtype=np.float64)
    return KnownOutcomes(matured, known, np.where(known, labels, 0), weights)


_COLUMNS = ("decision_id", "label", "inclusion_probability")
_NOTHING = (0, None)
