"""Reading what is watched, and what looks have found."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment.configuration import live_activation
from scorewright.loop.deployment.models import Activation
from scorewright.loop.guarding.arming import prepared
from scorewright.loop.guarding.models import GuardLook, GuardWatch


def watches(use_case: str) -> QuerySet[GuardWatch]:
    """All of a use case, the newest first."""
    return GuardWatch.objects.filter(use_case=use_case).select_related("activation", "version", "former", "rollback")


def watch_over(live: Activation | None) -> GuardWatch | None:
    """The watch over this activation, or the one that made it: a rollback; None where there is neither."""
    if live is None:
        return None
    return watches(live.use_case).filter(Q(activation=live) | Q(rollback=live)).first()


def standing_watch(use_case: str) -> GuardWatch:
    """The watch over what is in production now; one that has not begun is told as it would begin, and not kept.

    Raises UnknownUseCaseError and, where there is nothing to watch over, NotGuardedError.
    """
    declared = use_case_named(use_case)
    return watch_over(live_activation(use_case)) or prepared(declared, now=timezone.now())


def looks(use_case: str) -> QuerySet[GuardLook]:
    """At every version of a use case that was guarded, the newest first. Raises UnknownUseCaseError."""
    use_case_named(use_case)
    return GuardLook.objects.filter(watch__use_case=use_case).select_related("watch__version", "watch__former")


def last_look(watch: GuardWatch) -> GuardLook | None:
    """The newest look of a watch; None where nothing was judged yet."""
    return GuardLook.objects.filter(watch=watch.pk).order_by("-number").first()
