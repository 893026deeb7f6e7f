"""The end of an experiment: who decides from then on, and why."""

from collections.abc import Mapping
from typing import Any

from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.models import Activation
from scorewright.loop.deployment.traffic import actions as traffic
from scorewright.loop.experiments.arms import ExperimentArm, compared
from scorewright.loop.experiments.models import Experiment, ExperimentMode, ExperimentState, Look
from scorewright.loop.experiments.refusals import ExperimentConflictError, ExperimentRejectedError
from scorewright.loop.experiments.telling import tell_of_end
from scorewright.loop.registry.locks import lock_use_case
from scorewright.science.experiments.assignment import HOLDOUT

WINNER, NONE = "winner", "none"


def interrupt(experiment: Experiment) -> bool:
    """Whether it runs no more because somebody else ended its plan; then it says so. Its row is locked."""
    plan = experiment.plan
    if experiment.state != ExperimentState.RUNNING or plan.ended_at is None:
        return False
    experiment.state = ExperimentState.INTERRUPTED
    experiment.ended_at, experiment.ended_by, experiment.end_reason = plan.ended_at, plan.ended_by, plan.end_reason
    experiment.conclusion = f"Interrupted: its traffic plan was ended by {plan.ended_by}: {plan.end_reason}"
    experiment.save()
    tell_of_end(experiment)
    return True


def conclude(experiment: Experiment, found: Look, *, by: str, reason: str, promote: str, force: bool) -> None:
    """End the plan, and activate what is promoted. The experiment's row is locked, and the caller's is the transaction.

    Raises ExperimentRejectedError, ExperimentConflictError and ActivationRefusedError.
    """
    chosen, forced = _chosen(experiment, found, promote, force=force)
    lock_use_case(experiment.use_case)
    experiment.plan.refresh_from_db()
    if interrupt(experiment):
        return
    ended = traffic.end(
        use_case=experiment.use_case, by=by, reason=f"the experiment {experiment.title!r} was stopped: {reason}"
    )
    if chosen.version.pk != ended.production_id:
        experiment.activation = activate(
            version_id=chosen.version.pk,
            by=by,
            reason=f"{experiment.title}: {reason}",
            kind=Activation.Kind.EXPERIMENT,
        )
    experiment.state = ExperimentState.STOPPED
    experiment.ended_at, experiment.ended_by, experiment.end_reason = ended.ended_at, by, reason
    experiment.forced = forced
    experiment.conclusion = _in_words(experiment, found, chosen)
    experiment.save()
    tell_of_end(experiment)


def _chosen(experiment: Experiment, found: Look, promote: str, *, force: bool) -> tuple[ExperimentArm, bool]:
    """Who decides from now on, and whether that took force."""
    arms = {arm.name: arm for arm in compared(experiment.plan)}
    champion = arms[experiment.champion]
    if promote == WINNER and force and found.winner is None:
        leader = arms[_leading(experiment, found)]
        return leader, leader is not champion
    if promote == WINNER:
        return arms[found.keep], False
    if promote in (NONE, HOLDOUT) or promote == champion.name:
        return champion, False
    if promote not in arms:
        named = ", ".join([WINNER, NONE, *arms])
        raise ExperimentRejectedError("promote", "arm", f"no arm is called {promote!r}; there are {named}")
    if promote == found.winner:
        return arms[promote], False
    if not force:
        message = f"{promote} was not shown to be better: {found.words} To promote it all the same takes force."
        raise ExperimentConflictError(message)
    return arms[promote], True


def _leading(experiment: Experiment, found: Look) -> str:
    """The arm with the best mean, shown or not; the champion where arms are equal or cannot be compared."""
    gains: Mapping[str, Any] = {one["challenger"]: one["gain"] for one in found.comparisons}
    best = max(gains, key=lambda name: gains[name] or 0.0)
    leads = (gains[best] or 0.0) > 0 and found.outcome != "tie" and not found.sample_ratio["broken"]
    return best if leads else experiment.champion


def _in_words(experiment: Experiment, found: Look, chosen: ExperimentArm) -> str:
    early = experiment.mode == ExperimentMode.FIXED_HORIZON and not found.judged
    begun = f"Stopped before its planned {experiment.planned_units:,} outcomes were there. " if early else ""
    if experiment.forced:
        came = f"{chosen.version.label} ({chosen.name}) decides from now on by force."
    elif experiment.activation is not None:
        came = f"{chosen.version.label} ({chosen.name}) decides from now on."
    else:
        came = f"{chosen.version.label} goes on deciding."
    return f"{begun}{came} {found.words}"
