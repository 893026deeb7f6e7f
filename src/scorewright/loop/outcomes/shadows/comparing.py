"""A shadow held against production by what really happened, on the same requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.deployment.traffic.queries import plan_of_shadow
from scorewright.loop.outcomes.shadows.cells import Cells, cells
from scorewright.loop.outcomes.shadows.known_pairs import KnownPairs, known_pairs
from scorewright.loop.outcomes.shadows.measuring import Measured, is_enough, measure
from scorewright.loop.outcomes.shadows.tally import Tally
from scorewright.loop.registry import queries as registry
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.metrics.by_group import FEWEST_OF_A_CLASS

Outcome = Literal[
    "shadow_is_better",
    "production_is_better",
    "no_relevant_difference",
    "insufficient_evidence",
    "not_enough_outcomes",
]
_OUTCOMES: dict[str, Outcome] = {
    "a_is_better": "production_is_better",
    "b_is_better": "shadow_is_better",
    "no_relevant_difference": "no_relevant_difference",
    "insufficient_evidence": "insufficient_evidence",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeComparison:
    """``pairs`` are requests on which both decided by ``as_of``; only the ``known`` outcomes of ``matured`` ones count.

    ``by_chance`` of these were looked into by chance, and then all shares and metrics weigh them. ``metrics`` is empty
    where there are not enough outcomes.
    """

    version: ModelVersion
    plan: TrafficPlan
    as_of: datetime
    pairs: int
    matured: int
    known: int
    positives: int
    by_chance: int
    cells: Cells
    metrics: tuple[Measured, ...]
    caveats: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Whose labels are right more often."""
        return _OUTCOMES[self.metrics[0].verdict.outcome] if self.metrics else "not_enough_outcomes"

    @property
    def words(self) -> str:
        """The outcome, for people."""
        if self.metrics:
            return self.metrics[0].verdict.words
        return (
            f"Not enough matured outcomes: {self.positives:,} positive and {self.known - self.positives:,} negative "
            f"ones, and {FEWEST_OF_A_CLASS} of each are the fewest"
            + (", counted as so many of equal weight as would tell as much." if self.by_chance else ".")
        )


def compare(version_id: UUID, plan_id: UUID | None = None, *, as_of: datetime) -> OutcomeComparison:
    """In the newest traffic plan, or the one that is asked for, in which the version was a shadow.

    What was learnt after ``as_of`` does not count. Raises VersionNotFoundError, PlanNotFoundError and
    UnknownUseCaseError.
    """
    version = registry.version(version_id)
    plan = plan_of_shadow(version_id, plan_id)
    use_case = use_case_named(version.use_case)
    tally, known = known_pairs(plan, version, use_case, as_of)
    names = (plan.production.label, version.label)
    return OutcomeComparison(
        version=version,
        plan=plan,
        as_of=as_of,
        pairs=int(tally.pairs.sum()),
        matured=int(tally.matured.sum()),
        known=tally.outcomes,
        positives=tally.positives,
        by_chance=tally.by_chance,
        cells=cells(tally),
        metrics=measure(tally, known, use_case, names) if is_enough(tally) else (),
        caveats=tuple(_caveats(tally, known)),
    )


def _caveats(tally: Tally, known: KnownPairs) -> Iterator[str]:
    """What a reader must know before believing it."""
    matured = int(tally.matured.sum())
    young = int(tally.pairs.sum()) - matured
    if young:
        yield f"The outcome window of {young:,} requests was not over: they do not count yet."
    if tally.outcomes < matured:
        shares = " and ".join(
            f"{int(tally.known[:, label].sum()):,} of {int(tally.matured[label].sum()):,} that production "
            f"labelled {words}"
            for label, words in ((1, "positive"), (0, "negative"))
        )
        yield f"Of matured requests the outcome is known of {shares}; those of the others may be missing not at random."
    if tally.by_chance:
        yield (
            f"{tally.by_chance:,} of the outcomes were looked into by chance: shares and metrics weigh each by how "
            "many requests it stands for."
        )
    if len(known) < tally.outcomes and is_enough(tally):
        what = "Accuracy and ROC-AUC are" if tally.by_chance else "ROC-AUC is"
        yield f"{what} of a random sample, {len(known):,} of {tally.outcomes:,} outcomes; counts and shares are of all."
    if tally.outcomes:
        yield (
            "Outcomes came after what production decided. Where a decision changes what happens next, the shadow's "
            "might have led to other outcomes."
        )
