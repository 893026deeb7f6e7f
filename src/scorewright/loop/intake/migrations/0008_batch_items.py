"""What became of each application of a batch, in a row of its own."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import scorewright.loop.tenancy.scope
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.scope import acting, as_operator
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference


def move_items(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Batches of before held lists: of what was asked for, and of who was passed over."""
    alias = schema_editor.connection.alias
    batches, assessments, items = (apps.get_model("intake", name) for name in ("Batch", "Assessment", "BatchItem"))
    with as_operator(using=alias):
        tenants = list(apps.get_model("tenancy", "Tenant").objects.using(alias).values_list("pk", flat=True))
    for tenant_id in tenants:
        with acting(tenant_id, actor="migration", using=alias):
            for batch in batches.objects.using(alias).all():
                asked = assessments.objects.using(alias).filter(pk__in=batch.assessments)
                found = [("asked", one.application_id, one.pk, "") for one in asked.order_by("pk")]
                found += [("skipped", one, None, why) for one, why in sorted(batch.skipped.items())]
                items.objects.using(alias).bulk_create(
                    items(
                        tenant_id=tenant_id,
                        batch_id=batch.pk,
                        place=place,
                        verdict=verdict,
                        application_id=application,
                        assessment_id=assessment,
                        error=error,
                    )
                    for place, (verdict, application, assessment, error) in enumerate(found)
                )
    # Checked now: a table whose rows are still to be checked cannot be altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_keyed_requests")]

    operations = [
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(help_text="From 0.")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("skipped", "assessed already"),
                            ("duplicate", "asked for already"),
                            ("error", "cannot be assessed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("error", models.TextField(blank=True, default="")),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.application",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.assessment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="intake.batch",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        default=scorewright.loop.tenancy.scope.current_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={"ordering": ("batch", "place")},
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.UniqueConstraint(fields=("batch", "place"), name="one_item_per_place"),
        ),
        RowSecurity("intake_batchitem"),
        TenantKey("intake_batch"),
        TenantReference("intake_batchitem", "batch_id", target="intake_batch"),
        TenantReference("intake_batchitem", "application_id", target="intake_application"),
        TenantReference("intake_batchitem", "assessment_id", target="intake_assessment"),
        migrations.RunPython(move_items, migrations.RunPython.noop),
        migrations.RemoveField(model_name="batch", name="assessments"),
        migrations.RemoveField(model_name="batch", name="skipped"),
    ]
