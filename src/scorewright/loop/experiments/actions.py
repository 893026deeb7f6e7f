"""Starting an experiment, looking at it, and ending it with exactly one version in production."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.deployment.traffic import actions as traffic
from scorewright.loop.deployment.traffic.actions import Part
from scorewright.loop.experiments.arms import ExperimentArm, compared
from scorewright.loop.experiments.ending import NONE, WINNER, conclude, interrupt
from scorewright.loop.experiments.judging import judged
from scorewright.loop.experiments.models import Experiment, ExperimentMode, ExperimentState, Look
from scorewright.loop.experiments.power import Terms, stated
from scorewright.loop.experiments.queries import ExperimentNotFoundError
from scorewright.loop.experiments.refusals import ExperimentRejectedError
from scorewright.loop.experiments.telling import tell_of_look


@transaction.atomic
def start(
    *,
    use_case: str,
    title: str,
    reason: str,
    arms: Sequence[Part],
    terms: Terms,
    by: str,
    watched: bool = True,
    created_by: str = "",
) -> Experiment:
    """Share out the requests by a traffic plan of its own, and keep the rule by which its arms will be judged.

    The champion is the arm of what is in production, or else the rest that the arms leave to it. Raises
    UnknownUseCaseError, VersionNotFoundError; TrafficConflictError where a plan is open or nothing is in production;
    TrafficRejectedError and ExperimentRejectedError naming the field; and then changes nothing.
    """
    plan = traffic.start(use_case=use_case, by=by, reason=f"{title}: {reason}", arms=arms)
    parts = _compared(plan)
    power = stated(terms, {arm.name: arm.share for arm in parts}, plan.production)
    return Experiment.objects.create(
        use_case=use_case,
        title=title,
        reason=reason,
        plan=plan,
        champion=parts[0].name,
        metric=terms.metric,
        costs=terms.costs,
        mode=terms.mode,
        planned_units=power.planned_units,
        challengers=len(parts) - 1,
        alpha=terms.alpha,
        power=terms.power,
        relevant=terms.relevant,
        fewest_units=terms.fewest_units,
        baseline=power.before.baseline,
        spread=power.before.spread,
        detectable=power.detectable,
        watched=watched,
        created_by=created_by,
        by=by,
        started_at=plan.at,
    )


@transaction.atomic
def look(*, experiment_id: UUID, by: str) -> Experiment:
    """Judge it now and keep what was found; one that has ended, or has its only verdict already, stays as it is.

    One whose plan was ended by somebody else becomes interrupted. Raises ExperimentNotFoundError, UnknownUseCaseError.
    """
    experiment = locked(experiment_id)
    if not interrupt(experiment) and experiment.state == ExperimentState.RUNNING:
        newest_look(experiment, by=by)
    return experiment


def stop(*, experiment_id: UUID, by: str, reason: str, promote: str = "winner", force: bool = False) -> Experiment:
    """Look once more, keep that, give all requests back to production, and promote: in one transaction, all or nothing.

    ``promote`` is "winner" (where there is none the champion stays), "none", or the name of an arm. An arm that was not
    shown to be better takes ``force``, and with it "winner" is the arm that leads. One that has ended stays as it was.
    Raises ExperimentNotFoundError, UnknownUseCaseError, ExperimentRejectedError, ExperimentConflictError, and
    ActivationRefusedError where the activation policy objects.
    """
    experiment = look(experiment_id=experiment_id, by=by)
    found = experiment.looks.first()
    # A stop that is refused takes back all but its look: else it could be looked at until it shows what one wishes.
    with transaction.atomic():
        if experiment.state == ExperimentState.RUNNING and found is not None:
            conclude(experiment, found, by=by, reason=reason, promote=promote, force=force)
    return experiment


def locked(experiment_id: UUID) -> Experiment:
    """With its row locked until the transaction ends, so that looks and stops of it come one after the other.

    Nobody who changes production waits for it. Raises ExperimentNotFoundError.
    """
    found = Experiment.objects.select_for_update(of=("self",)).select_related("plan__production")
    try:
        return found.get(pk=experiment_id)
    except Experiment.DoesNotExist:
        raise ExperimentNotFoundError(f"no experiment has the id {experiment_id}") from None


def newest_look(experiment: Experiment, *, by: str) -> Look:
    """A new one, kept; where one look was all that was planned and it has judged, that one. The row is locked."""
    last = experiment.last_look
    if last is not None and last.judged and experiment.mode == ExperimentMode.FIXED_HORIZON:
        return last
    found = judged(experiment, at=timezone.now(), by=by)
    news = not experiment.looks.filter(outcome=found.outcome).exists()
    found.save(force_insert=True)
    if news:
        tell_of_look(experiment, found)
    return found


def _compared(plan: TrafficPlan) -> list[ExperimentArm]:
    parts = compared(plan)
    for part in parts:
        if part.name in (WINNER, NONE):
            message = f"no arm can be called {part.name!r}: a stop would not know what is meant"
            raise ExperimentRejectedError("arms", "name", message)
    if len(parts) < 2:
        production = plan.production
        message = (
            f"{production} is in production: give it an arm, or leave it a part of the requests"
            if not parts
            else (f"there must be an arm beside the champion, {production}")
        )
        raise ExperimentRejectedError("arms", "champion", message)
    return parts
