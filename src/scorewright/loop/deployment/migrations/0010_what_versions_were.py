"""The history of versions that are older than it: from when they were made, activated, replaced, and shared requests."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from scorewright.loop.tenancy.scope import acting, as_operator

AB_TESTING = "ab_testing"


class Event(NamedTuple):
    """``status`` None: the arms were closed, and it is again what it was besides."""

    at: datetime
    status: str | None
    by: str
    reason: str


def begin_histories(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    with as_operator(using=alias):
        tenants = list(apps.get_model("tenancy", "Tenant").objects.using(alias).values_list("pk", flat=True))
    for tenant_id in tenants:
        with acting(tenant_id, actor="migration", using=alias):
            versions = apps.get_model("registry", "ModelVersion").objects.using(alias)
            for version in versions.filter(statuses=None).order_by("created_at"):
                _write(apps, alias, version)


def _write(apps: Apps, alias: str, version: Any) -> None:
    statuses = apps.get_model("registry", "VersionStatus").objects.using(alias)
    own = shown = ""
    for event in sorted(_events(apps, alias, version), key=lambda event: event.at):
        if event.status not in (None, AB_TESTING):
            own = str(event.status)
        status = event.status or own
        if status != shown:
            shown = status
            said = {"at": event.at, "by": event.by, "reason": event.reason}
            statuses.create(version=version, tenant_id=version.tenant_id, status=status, **said)
    if own != version.status:
        at = version.activated_at or version.created_at
        statuses.create(version=version, tenant_id=version.tenant_id, status=version.status, at=at, by="migration")


def _events(apps: Apps, alias: str, version: Any) -> Iterator[Event]:
    passed = (
        not apps.get_model("registry", "GateResult").objects.using(alias).filter(model_version=version, passed=False)
    )
    yield Event(version.created_at, "staging" if passed else "testing", version.created_by, "")
    activations = apps.get_model("deployment", "Activation").objects.using(alias)
    for activation in activations.filter(version=version):
        yield Event(activation.at, "production", activation.by, activation.reason)
    for activation in activations.filter(replaced=version).exclude(version=version):
        yield Event(activation.at, "retired", activation.by, activation.reason)
    shares = apps.get_model("deployment", "TrafficShare").objects.using(alias).filter(version=version, role="arm")
    for plan in (share.plan for share in shares.select_related("plan")):
        yield Event(plan.at, AB_TESTING, plan.by, plan.reason)
        if plan.ended_at is not None:
            yield Event(plan.ended_at, None, plan.ended_by, plan.end_reason)


class Migration(migrations.Migration):
    dependencies = [("deployment", "0009_statuses_of_arms")]
    operations = [migrations.RunPython(begin_histories, migrations.RunPython.noop)]
