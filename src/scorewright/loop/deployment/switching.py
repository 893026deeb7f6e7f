"""The switch itself: one version out, one version in, and the row that says so."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from scorewright.loop.deployment.models import Activation
from scorewright.loop.deployment.traffic.actions import end_if_open
from scorewright.loop.notifications.actions import notify
from scorewright.loop.registry import queries
from scorewright.loop.registry.actions import change_status
from scorewright.loop.registry.models import ModelVersion, Status


def switch(
    *,
    version: ModelVersion,
    kind: Activation.Kind,
    policy: Mapping[str, Any],
    former: Activation | None,
    by: str,
    reason: str,
    reference: Mapping[str, Any] | None = None,
) -> Activation:
    """Make ``version`` decide by ``policy``. The caller has the use case's lock, and the policy's consent.

    A traffic plan that is open ends: its arms and shadows stand beside what was in production until now.
    """
    replaced = queries.production(version.use_case)
    if replaced is not None and replaced != version:
        change_status(
            version=replaced, status=Status.RETIRED, by=by, reason=f"{version.label} took its place: {reason}"
        )
    if replaced != version:
        change_status(version=version, status=Status.PRODUCTION, by=by, reason=reason)
    version.activated_at = timezone.now()
    version.save(update_fields=["activated_at"])
    end_if_open(use_case=version.use_case, by=by, reason=f"{version.label} {_became(kind)}: {reason}")
    activation = Activation.objects.create(
        use_case=version.use_case,
        version=version,
        replaced=replaced,
        kind=kind,
        former=former,
        policy=policy,
        reference=reference,
        reason=reason,
        by=by,
    )
    _tell(activation)
    return activation


def _became(kind: Activation.Kind) -> str:
    return "decides again" if kind == Activation.Kind.ROLLBACK else "went into production"


def _tell(activation: Activation) -> None:
    back = activation.kind == Activation.Kind.ROLLBACK
    notify(
        event="model.rolled_back" if back else "model.activated",
        title=f"{activation.version} {'decides again' if back else 'is in production'}",
        message=activation.reason,
        data={
            "use_case": activation.use_case,
            "version_id": str(activation.version_id),
            "version": activation.version.label,
            "replaced": None if activation.replaced is None else activation.replaced.label,
            "by": activation.by,
            "reason": activation.reason,
        },
    )
