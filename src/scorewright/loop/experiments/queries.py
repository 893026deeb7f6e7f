"""Reading experiments and their looks."""

from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from scorewright.loop.deployment.models import TrafficShare
from scorewright.loop.experiments.models import Experiment, ExperimentState, Look


class ExperimentNotFoundError(LookupError):
    """There is no such experiment, or it is another tenant's."""


def experiments(*, use_case: str | None = None, state: str | None = None) -> QuerySet[Experiment]:
    """With their plans and last looks, the newest first; ``state`` is that of ``Experiment.standing``."""
    found = Experiment.objects.select_related("plan__production", "activation__version")
    found = found.prefetch_related(
        "plan__shares__version", Prefetch("looks", Look.objects.all()[:1], to_attr="newest_looks")
    )
    if use_case is not None:
        found = found.filter(use_case=use_case)
    over = Q(state=ExperimentState.RUNNING, plan__ended_at__isnull=False)
    if state == ExperimentState.INTERRUPTED:
        return found.filter(Q(state=state) | over)
    return found if state is None else found.filter(~over, state=state)


def experiment(experiment_id: UUID) -> Experiment:
    """Raises ExperimentNotFoundError."""
    try:
        return experiments().get(pk=experiment_id)
    except Experiment.DoesNotExist:
        raise ExperimentNotFoundError(f"no experiment has the id {experiment_id}") from None


def looks(experiment_id: UUID) -> QuerySet[Look]:
    """Of one experiment, the newest first. Raises ExperimentNotFoundError."""
    return Look.objects.filter(experiment=experiment(experiment_id))


def ab_tests() -> QuerySet[Experiment]:
    """Experiments of two versions with an arm each, however they were started."""
    arms = Count("plan__shares", filter=Q(plan__shares__role=TrafficShare.Role.ARM))
    return experiments().annotate(arms=arms).filter(arms=2, challengers=1)


def ab_test(ab_test_id: UUID) -> Experiment:
    """Raises ExperimentNotFoundError."""
    found = ab_tests().filter(pk=ab_test_id).first()
    if found is None:
        raise ExperimentNotFoundError(f"no A/B test has the id {ab_test_id}")
    return found
