import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import scorewright.loop.serving.decision_ids
import scorewright.loop.tenancy.scope
from scorewright.loop.tenancy.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_row_security_and_trail"), ("tenancy", "0003_applicants")]

    operations = [
        migrations.CreateModel(
            name="ForcedRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=scorewright.loop.serving.decision_ids.new_decision_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("selection", models.JSONField(help_text="Which applications.")),
                ("asked_by", models.CharField(max_length=200)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("position", models.UUIDField(help_text="The last application that is asked for.", null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
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
            options={"ordering": ("-id",)},
        ),
        RowSecurity("intake_forcedrun"),
    ]
