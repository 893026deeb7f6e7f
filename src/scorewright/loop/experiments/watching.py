"""The daily look at whatever runs, and what follows of it by itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named
from scorewright.loop.deployment.actions import ActivationRefusedError
from scorewright.loop.deployment.considering import only_a_person
from scorewright.loop.experiments.actions import locked, newest_look
from scorewright.loop.experiments.ending import WINNER, conclude, interrupt
from scorewright.loop.experiments.models import Experiment, ExperimentState, Look
from scorewright.loop.experiments.telling import BY_ITSELF
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.notifications.actions import raise_alert
from scorewright.loop.registry import queries
from scorewright.loop.tenancy.scope import acting

WAITS = "experiment.winner"


def watch_all(handle: JobHandle) -> Mapping[str, Any]:
    """What came of each experiment that runs, by its id."""
    with acting(handle.tenant_id, actor=handle.actor):
        running = list(Experiment.objects.filter(state=ExperimentState.RUNNING).values_list("pk", flat=True))
    found: dict[str, str] = {}
    for place, key in enumerate(running):
        handle.check_cancelled()
        try:
            with acting(handle.tenant_id, actor=handle.actor):
                found[str(key)] = watch(experiment_id=key, by=handle.actor)
        # Its package is not installed any more, or it cannot be judged: that keeps no other from being looked at.
        except (UnknownUseCaseError, ValueError) as error:
            handle.warn(f"experiment {key}: {error}")
        handle.progress(place + 1, len(running), "experiments")
    return {"experiments": found}


@transaction.atomic
def watch(*, experiment_id: UUID, by: str) -> str:
    """Look where it is watched; where its use case lets experiments activate, a winner ends it. Its state, or outcome.

    A winner that must not be activated leaves everything as it was, and an alert. Raises ExperimentNotFoundError and
    UnknownUseCaseError.
    """
    experiment = locked(experiment_id)
    if interrupt(experiment) or experiment.state != ExperimentState.RUNNING:
        return experiment.state
    if not experiment.watched:
        return "not watched"
    found = newest_look(experiment, by=by)
    if found.outcome == "winner" and use_case_named(experiment.use_case).activation.mode == BY_ITSELF:
        _conclude(experiment, found, by)
    return found.outcome if experiment.state == ExperimentState.RUNNING else experiment.state


def _conclude(experiment: Experiment, found: Look, by: str) -> None:
    against = _against(experiment, found)
    if not against:
        try:
            with transaction.atomic():
                conclude(experiment, found, by=by, reason=found.words, promote=WINNER, force=False)
        except ActivationRefusedError as refused:
            against = refused.reasons
            experiment.refresh_from_db()
    if against:
        message = f"{experiment.title}: {found.winner} is better, and is not activated by itself: {'; '.join(against)}"
        raise_alert(kind=WAITS, subject=f"experiment {experiment.pk}", message=message)


def _against(experiment: Experiment, found: Look) -> list[str]:
    """What leaves the winner to a person though the experiment has found it."""
    if found.winner == experiment.champion:
        return []
    (version_id,) = (arm["version_id"] for arm in found.arms if arm["name"] == found.winner)
    return list(only_a_person(queries.version(UUID(version_id)), use_case_named(experiment.use_case)))
