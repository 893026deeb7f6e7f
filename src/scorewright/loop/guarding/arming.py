"""From an activation to its watch: what is guarded, and against what."""

from dataclasses import asdict
from datetime import datetime

from scorewright.declare.guard import Guard
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import activation_before, live_activation
from scorewright.loop.deployment.models import Activation
from scorewright.loop.guarding.models import GuardWatch
from scorewright.loop.guarding.refusals import NotGuardedError
from scorewright.loop.guarding.sides import side
from scorewright.science.experiments.arm import Arm

State, Against = GuardWatch.State, GuardWatch.Against


def prepared(use_case: UseCase, *, now: datetime) -> GuardWatch:
    """The watch over what is in production, as it would begin now; nothing is kept. Raises NotGuardedError.

    A rollback is not guarded: the way back would be the version that it went back from.
    """
    if use_case.guard is None:
        raise NotGuardedError(f"{use_case.name} declares no guard")
    live = live_activation(use_case.name)
    if live is None:
        raise NotGuardedError(f"{use_case.name} has nothing in production")
    if live.kind == Activation.Kind.ROLLBACK:
        raise NotGuardedError(f"{live.version} decides again after a rollback, and a rollback is not guarded")
    target = activation_before(live)
    if target is None:
        raise NotGuardedError(f"nothing was in production before {live.version}, so there is nothing to go back to")
    window = use_case.outcome.window
    ends_at = live.at + use_case.guard.span + window
    if now >= ends_at:
        raise NotGuardedError(f"nobody watched {live.version} in its first {use_case.guard.days} days, which are over")
    watch = GuardWatch(
        activation=live,
        use_case=use_case.name,
        version=live.version,
        former=target.version,
        rule=asdict(use_case.guard),
        begun_at=now,
        matures_from=live.at + window,
        ends_at=ends_at,
    )
    take_stock(watch, use_case, now=now)
    return watch


def take_stock(watch: GuardWatch, use_case: UseCase, *, now: datetime) -> None:
    """Whether there is something to hold the new version against; fixed once its first outcome can have matured.

    The former version's last decisions, made just before the activation, mature at that same moment: so nothing of
    what it decided is lost by waiting until then, and nothing that the new version does can move it. ``watch`` is
    changed, not saved.
    """
    arm, against = _former(watch, use_case, now=now)
    if arm is None:
        watch.state = State.NOT_ARMED
        return
    watch.state = State.WATCHING
    if now < watch.matures_from:
        watch.reason = f"the first outcome of {watch.version.label} matures on {watch.matures_from:%Y-%m-%d %H:%M}"
    else:
        watch.former_arm, watch.against, watch.fixed_at = asdict(arm), against, now


def _former(watch: GuardWatch, use_case: UseCase, *, now: datetime) -> tuple[Arm | None, str]:
    """What the former version reached, and on what; None where that is too little, with the reason in ``watch``."""
    guard, activated = watch.guard, watch.activation.at
    found = side(use_case, watch.former, guard, since=activated - guard.span, until=activated, as_of=now)
    if found.units >= guard.fewest_units and found.variance:
        return found, Against.OUTCOMES
    if (kept := _on_the_holdout(watch, guard)) is not None:
        return kept, Against.HOLDOUT
    watch.reason = (
        f"{watch.former.label} has {found.units:,} matured outcomes of its last {guard.days} days; "
        f"at least {guard.fewest_units:,} are needed to hold {watch.version.label} against them"
    )
    return None, ""


def _on_the_holdout(watch: GuardWatch, guard: Guard) -> Arm | None:
    """What an automatic activation has kept of the former version, by the metric of ``guard``."""
    kept = dict((watch.activation.reference or {}).get("guarded") or {})
    if kept.pop("metric", None) != guard.metric:
        return None
    arm = Arm(**kept | {"name": f"{watch.former.label} (hold-out)"})
    return arm if arm.units >= guard.fewest_units and arm.variance else None
