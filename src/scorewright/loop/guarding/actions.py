"""Looking at what came of an activation, and going back where it cost more than was allowed."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import RollbackRefusedError, rollback
from scorewright.loop.deployment.configuration import live_activation
from scorewright.loop.deployment.models import Activation
from scorewright.loop.guarding.arming import prepared, take_stock
from scorewright.loop.guarding.models import GuardLook, GuardWatch
from scorewright.loop.guarding.queries import watch_over, watches
from scorewright.loop.guarding.sides import side
from scorewright.loop.guarding.telling import tell
from scorewright.loop.registry.locks import lock_use_case
from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.decision_values import DECISION_METRICS
from scorewright.science.experiments.guard import GuardVerdict, judge_guard

GUARD = "guard"
State = GuardWatch.State


def look(*, use_case: str, by: str) -> GuardWatch:
    """Judge what is in production by the outcomes that are known now, and act as its guard declares.

    The first look at an activation begins its watch; a watch that is over stays as it is. Of two looks at once, one
    acts. Raises UnknownUseCaseError and, where there is nothing to watch over, NotGuardedError.
    """
    declared = use_case_named(use_case)
    end_overtaken(use_case=use_case)
    return _look(declared, by=by)


@transaction.atomic
def end_overtaken(*, use_case: str) -> int:
    """End the watches over versions that somebody has replaced or rolled back meanwhile; how many there were."""
    watched = list(watches(use_case).filter(state__in=GuardWatch.OPEN).select_for_update(of=("self",)))
    if not watched:
        return 0
    lock_use_case(use_case)
    live = live_activation(use_case)
    overtaken = [watch for watch in watched if live is None or watch.activation_id != live.pk]
    for watch in overtaken:
        _end(watch, State.ENDED, _overtaken_by(live), now=timezone.now())
        watch.save()
    return len(overtaken)


@transaction.atomic
def _look(use_case: UseCase, *, by: str) -> GuardWatch:
    watch = _begun(use_case, now=timezone.now())
    # Held until the end, so that another look waits here. Whoever activates or rolls back by hand does not.
    watch = watches(use_case.name).select_for_update(of=("self",)).get(pk=watch.pk)
    if not watch.is_open:
        return watch
    now = timezone.now()
    if watch.former_arm is None:
        take_stock(watch, use_case, now=now)
    found = _found(watch, use_case, now=now)
    lock_use_case(use_case.name)
    live = live_activation(use_case.name)
    if live is None or live.pk != watch.activation_id:
        _end(watch, State.ENDED, _overtaken_by(live), now=now)
    elif found is not None:
        _conclude(watch, *found, by=by, now=now)
    elif now >= watch.ends_at:
        _end(watch, State.ENDED, f"to the end, {watch.reason}", now=now)
    watch.save()
    return watch


def _begun(use_case: UseCase, *, now: datetime) -> GuardWatch:
    """The watch over what holds, which begins now where it has not. Raises NotGuardedError."""
    known = watch_over(live_activation(use_case.name))
    if known is not None:
        return known
    new = prepared(use_case, now=now)
    GuardWatch.objects.bulk_create([new], ignore_conflicts=True)  # another look may begin it at the same moment
    return GuardWatch.objects.get(activation=new.activation_id)


def _found(watch: GuardWatch, use_case: UseCase, *, now: datetime) -> tuple[Arm, GuardVerdict] | None:
    """What the new version reached, and the verdict; None where there is nothing to hold it against yet."""
    guard, former = watch.guard, watch.former_side
    if former is None:
        return None
    since, until = watch.activation.at, watch.guarded_until
    current = side(use_case, watch.version, guard, since=since, until=until, as_of=now)
    verdict = judge_guard(
        former,
        current,
        margin=guard.margin,
        planned_units=guard.planned_units,
        metric=guard.metric,
        greater_is_better=DECISION_METRICS[guard.metric].greater_is_better,
        alpha=guard.alpha,
        fewest_units=guard.fewest_units,
    )
    return current, verdict


def _conclude(watch: GuardWatch, current: Arm, verdict: GuardVerdict, *, by: str, now: datetime) -> None:
    """Keep what this look has found, and do what follows from it. The caller has the use case's lock."""
    watch.reason = verdict.words
    GuardLook.objects.create(
        watch=watch,
        number=watch.looks.count() + 1,
        at=now,
        outcome=verdict.outcome,
        arm=asdict(current),
        drop=verdict.drop,
        low=verdict.low,
        high=verdict.high,
        words=verdict.words,
        by=by,
    )
    if verdict.outcome == "roll_back":
        _act(watch, verdict, now=now)
    elif now >= watch.ends_at:
        _end(watch, State.SOUND if verdict.outcome == "sound" else State.ENDED, verdict.words, now=now)


def _act(watch: GuardWatch, verdict: GuardVerdict, *, now: datetime) -> None:
    why = verdict.words.removeprefix("Roll back: ")
    if watch.guard.act == "alert":
        _end(watch, State.ALERTED, f"{why} The guard leaves it to people.", now=now)
    else:
        try:
            watch.rollback = rollback(use_case=watch.use_case, by=GUARD, reason=why)
        except RollbackRefusedError as refused:
            _end(watch, State.ALERTED, f"{why} It was not rolled back: {refused}", now=now)
        else:
            _end(watch, State.ROLLED_BACK, why, now=now)
    tell(watch, verdict)


def _end(watch: GuardWatch, state: GuardWatch.State, reason: str, *, now: datetime) -> None:
    """``watch`` is changed, not saved."""
    watch.state, watch.reason, watch.ended_at = state, reason, now


def _overtaken_by(live: Activation | None) -> str:
    if live is None:
        return "nothing is in production any more"
    became = "decides again" if live.kind == Activation.Kind.ROLLBACK else "went into production"
    return f"{live.version.label} {became} by {live.by}: {live.reason}"
