"""The daily look at the artefacts of what is in production."""

from celery import shared_task

from scorewright.loop.notifications.actions import raise_alert
from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry import artefacts
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.tenancy.tasks import TenantTask


@shared_task(base=TenantTask, name="registry.verify_artefacts")
def verify_artefacts() -> int:
    """Check the bytes of every production artefact; each that is unusable raises an alert. The number of faults."""
    faults = 0
    for version in ModelVersion.objects.filter(status=Status.PRODUCTION):
        try:
            artefacts.fetch(version.artefact_sha256)
        except artefacts.ArtefactUnusableError as error:
            faults += 1
            raise_alert(
                kind="artefact_unusable", subject=str(version), message=str(error), severity=Alert.Severity.CRITICAL
            )
    return faults
