"""What was known at a moment of the decisions of a page."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.backtesting.kept_records import Page
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.tenancy.scope import Scope, acting


@dataclass(frozen=True, slots=True, eq=False)
class KnownOutcomes:
    """n decisions, each array (n,): was its window over, was its outcome known then, and which (0 where not known).

    What is known of a decision whose window is not over does not count: early news are mostly of one kind.
    """

    matured: NDArray[np.bool_]
    known: NDArray[np.bool_]
    labels: NDArray[np.int64]


def known_outcomes(scope: Scope, page: Page, use_case: UseCase, as_of: datetime) -> KnownOutcomes:
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        learnt = Outcome.objects.filter(decision_id__in=page.ids, learnt_at__lte=as_of)
        label_of = dict(learnt.values_list("decision_id", "label"))
    matured = np.array([at <= as_of - use_case.outcome.window for at in page.at], dtype=np.bool_)
    known = np.array([decision in label_of for decision in page.ids], dtype=np.bool_) & matured
    labels = np.array([label_of.get(decision, 0) for decision in page.ids], dtype=np.int64)
    return KnownOutcomes(matured, known, np.where(known, labels, 0))
