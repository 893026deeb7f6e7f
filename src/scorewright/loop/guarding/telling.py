"""Telling people that a guard has found too great a loss."""

from scorewright.loop.guarding.models import GuardWatch
from scorewright.loop.notifications.actions import notify, raise_alert
from scorewright.loop.notifications.models import Alert
from scorewright.science.experiments.guard import GuardVerdict

ALERT = "guard"


def tell(watch: GuardWatch, verdict: GuardVerdict) -> None:
    """By a notification, and by an alert, which is critical where somebody has to act now."""
    rolled_back = watch.state == GuardWatch.State.ROLLED_BACK
    severity = Alert.Severity.WARNING if rolled_back else Alert.Severity.CRITICAL
    raise_alert(kind=ALERT, subject=f"{watch.use_case} {watch.version.label}", message=watch.reason, severity=severity)
    data = {
        "use_case": watch.use_case,
        "version_id": watch.version_id,
        "version": watch.version.label,
        "former": watch.former.label,
        "drop": verdict.drop,
        "low": verdict.low,
        "high": verdict.high,
        "reason": watch.reason,
    }
    if rolled_back:
        title = f"{watch.former} decides again: {watch.version.label} lost more than was allowed"
        notify(event="guard.rolled_back", title=title, message=watch.reason, data=data)
    else:
        title = f"{watch.version} has lost more than was allowed, and still decides"
        notify(event="guard.alerted", title=title, message=watch.reason, data=data)
