"""What decides: a version, and the policy that makes decisions of its probabilities, as each activation keeps both."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from scorewright.loop.deployment.models import Activation


def live_activation(use_case: str) -> Activation | None:
    """The activation that holds now; None where nothing was ever activated."""
    return Activation.objects.filter(use_case=use_case).select_related("version", "former__version").first()


def deciding_at(moment: datetime, use_case: str) -> UUID | None:
    """The version that was in production then; None where nothing was ever activated by that time."""
    then = Activation.objects.filter(use_case=use_case, at__lte=moment).order_by("-at")
    return then.values_list("version_id", flat=True).first()


def activation_before(live: Activation) -> Activation | None:
    """The one that a rollback of ``live`` goes back to; None where nothing was in production before."""
    if live.former is not None or live.replaced is None or live.kind == Activation.Kind.ROLLBACK:
        return live.former
    # Rows that are older than the column ``former``.
    earlier = Activation.objects.filter(version=live.replaced, at__lt=live.at).select_related("version")
    return earlier.first()


def restored_policy(use_case: str) -> Mapping[str, Any] | None:
    """The policy that a rollback brought back, which holds until the next activation; None where today's does."""
    live = live_activation(use_case)
    return live.policy if live is not None and live.kind == Activation.Kind.ROLLBACK else None
