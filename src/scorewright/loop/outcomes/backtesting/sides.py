"""The two that are held against each other: a version and how it decides."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.decision import Decision
from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.backtesting.question import Question
from scorewright.loop.registry.holdouts import HoldoutUnusableError, Rows, rows_that_trained
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import version_numbered
from scorewright.loop.serving.bulk.beginning import engine_of
from scorewright.loop.serving.bulk.scoring import Scorer
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.selection import Selection


@dataclass(frozen=True, eq=False)
class Side:
    """``name`` is what words call it; ``trained`` are the rows that trained it, ascending, None where nobody knows."""

    name: str
    version: ModelVersion
    decision: Decision
    scorer: Scorer
    trained: Rows | None

    def trained_on(self, identities: Rows) -> NDArray[np.bool_]:
        """Which of the rows with these ``identities``, shape (n,), trained it; none where nobody knows."""
        if self.trained is None or not len(self.trained):
            return np.zeros(len(identities), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self.trained, identities), len(self.trained) - 1)
        return np.asarray(self.trained[places] == identities)

    def to_json(self) -> dict[str, Any]:
        bands = self.decision.bands
        return {
            "name": self.name,
            "id": str(self.version.pk),
            "version": self.version.label,
            "algorithm": self.version.algorithm,
            "threshold": self.decision.threshold,
            "bands": None if bands is None else [asdict(band) for band in bands.bands],
        }


def sides_of(question: Question, use_case: UseCase) -> tuple[Side, Side]:
    """Raises VersionNotFoundError, VersionUnusableError where one cannot answer, and BacktestRejectedError."""
    declared = use_case.decision
    first = _side(use_case, question.version, declared, "")
    changed = question.decision_of(declared)
    others = [f" at {changed.threshold:g}"] if question.threshold is not None else []
    if question.bands is not None:
        others.append(" with other bands")
    return first, _side(use_case, question.against, changed, "".join(others))


def _side(use_case: UseCase, number: int, decision: Decision, changes: str) -> Side:
    plan = plan_for(use_case, Selection(number=number))
    plan = replace(plan, policy=replace(plan.policy, decision=decision))
    version = version_numbered(use_case.name, number)
    return Side(version.label + changes, version, decision, Scorer(plan, engine_of(plan)), _trained(version, use_case))


def _trained(version: ModelVersion, use_case: UseCase) -> Rows | None:
    try:
        return np.sort(rows_that_trained(version, [field.name for field in use_case.fields]))
    except HoldoutUnusableError:
        return None
