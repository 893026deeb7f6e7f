"""Alerts of the serving plane: a use case without a usable model, and records that its model cannot answer."""

from django.utils import timezone

from scorewright.loop.notifications.actions import raise_alert, resolve_alerts
from scorewright.loop.notifications.models import Alert
from scorewright.loop.serving.plan import Plan

FALLBACK_ALERT = "fallback_answers"
RECORD_ALERT = "records_without_answer"


def tell_of_model(plan: Plan) -> None:
    """Raise an alert where the fallback answers for the use case, and take it back where a model does again."""
    open_alerts = Alert.objects.filter(kind=FALLBACK_ALERT, subject=plan.use_case.name, resolved_at=None)
    if plan.model is None and not open_alerts.filter(message=_message(plan, plan.objection)).exists():
        raise_alert(
            kind=FALLBACK_ALERT,
            subject=plan.use_case.name,
            message=_message(plan, plan.objection),
            severity=Alert.Severity.CRITICAL,
        )
    elif plan.model is not None and open_alerts.exists():
        resolve_alerts(kind=FALLBACK_ALERT, subject=plan.use_case.name, now=timezone.now())


def tell_of_record(plan: Plan, reason: str) -> None:
    """Raise an alert because the fallback answered for one record, though there is a model."""
    raise_alert(
        kind=RECORD_ALERT,
        subject=plan.use_case.name,
        message=_message(plan, reason),
        severity=Alert.Severity.CRITICAL,
    )


def _message(plan: Plan, reason: str) -> str:
    return f"{plan.use_case.name} is answered by {plan.use_case.fallback.version}: {reason}"
