"""Starting and stopping an A/B test."""

from uuid import UUID

from django.db import transaction

from scorewright.loop.deployment.traffic.actions import Part
from scorewright.loop.deployment.traffic.refusals import TrafficRejectedError
from scorewright.loop.experiments import actions
from scorewright.loop.experiments.models import Experiment, ExperimentMode, ExperimentState
from scorewright.loop.experiments.power import Terms
from scorewright.loop.experiments.queries import ab_test
from scorewright.loop.experiments.refusals import ExperimentRejectedError
from scorewright.loop.registry import queries
from scorewright.loop.registry.models import Status
from scorewright.science.experiments.rule import FEWEST_UNITS

ARMS = ("algorithm_1", "algorithm_2")
FIELDS = ("parent_mlalgorithm_1", "parent_mlalgorithm_2")
# One look, at the stop, for which each arm needs the fewest units that are judged at all.
TERMS = Terms(mode=ExperimentMode.FIXED_HORIZON, planned_units=2 * FEWEST_UNITS)
NO_REASON = "the A/B test was stopped"


@transaction.atomic
def start(*, title: str, version_ids: tuple[UUID, UUID], by: str, created_by: str = "") -> Experiment:
    """One of the two must be in production: it is the champion. Nobody looks at the numbers before the stop.

    Raises VersionNotFoundError, TrafficConflictError, and ExperimentRejectedError naming the field.
    """
    first, second = (queries.version(version_id) for version_id in version_ids)
    if first.use_case != second.use_case:
        message = f"{second} decides something else than {first}"
        raise ExperimentRejectedError(FIELDS[1], "use_case", message)
    if Status.PRODUCTION not in (first.status, second.status):
        raise ExperimentRejectedError(FIELDS[0], "production", "one of the two must be in production")
    parts = [Part(version_id=key, share=0.5, name=name) for key, name in zip(version_ids, ARMS, strict=True)]
    try:
        return actions.start(
            use_case=first.use_case,
            title=title,
            reason=f"an A/B test{f' for {created_by}' if created_by else ''}",
            arms=parts,
            terms=TERMS,
            by=by,
            watched=False,
            created_by=created_by,
        )
    except TrafficRejectedError as error:
        place = 1 if error.field.startswith("arms.1") else 0
        raise ExperimentRejectedError(FIELDS[place], error.rule, str(error)) from error


def stop(*, ab_test_id: UUID, by: str, reason: str = "", force: bool = False) -> Experiment | None:
    """As any experiment; None where it had ended. Without ``force``, what was not shown to be better is not promoted.

    Raises what stopping an experiment does, ExperimentNotFoundError for one that is no A/B test, and
    ExperimentRejectedError where force has no reason.
    """
    if force and not reason:
        raise ExperimentRejectedError("reason", "required", "must be given with force: it is kept in the audit trail")
    if actions.locked(ab_test(ab_test_id).pk).standing != ExperimentState.RUNNING:
        return None
    return actions.stop(experiment_id=ab_test_id, by=by, reason=reason or NO_REASON, force=force)
