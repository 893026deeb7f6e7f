"""Each outcome that is known already was said once: when it was learnt."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from scorewright.declare.catalogue import use_cases
from scorewright.loop.tenancy.scope import acting, as_operator

SAID = ("decision_id", "value", "label", "source", "occurred_at", "learnt_at", "matures_at", "by", "tenant_id")
AT_ONCE = 5_000


def begin_histories(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    with as_operator(using=alias):
        tenants = list(apps.get_model("tenancy", "Tenant").objects.using(alias).values_list("pk", flat=True))
    for tenant_id in tenants:
        with acting(tenant_id, actor="migration", using=alias):
            _of_tenant(apps, alias)


def _of_tenant(apps: Apps, alias: str) -> None:
    outcomes = apps.get_model("outcomes", "Outcome").objects.using(alias)
    statements = apps.get_model("outcomes", "Statement").objects.using(alias)
    windows = {use_case.name: use_case.outcome.window for use_case in use_cases().values()}
    waiting = outcomes.filter(matures_at__isnull=True).select_related("decision").order_by("pk")
    while some := list(waiting[:AT_ONCE]):
        for outcome in some:
            outcome.matures_at = outcome.decision.at + windows.get(outcome.decision.use_case, timedelta())
        outcomes.bulk_update(some, ["matures_at"], batch_size=1_000)
        statements.bulk_create(
            [
                statements.model(
                    use_case=outcome.decision.use_case, number=1, **{name: getattr(outcome, name) for name in SAID}
                )
                for outcome in some
            ]
        )


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0004_statements")]
    operations = [migrations.RunPython(begin_histories, migrations.RunPython.noop)]
