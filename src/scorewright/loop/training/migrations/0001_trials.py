import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import scorewright.loop.tenancy.scope
from scorewright.loop.tenancy.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("search", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("learner", models.CharField(max_length=50)),
                ("parameters", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("complete", "Complete"),
                            ("pruned", "Pruned"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=20,
                    ),
                ),
                ("folds", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                ("seconds", models.FloatField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
            options={
                "ordering": ("search", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "search", "number"), name="one_trial_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "complete", "pruned", "failed"])),
                        name="trial_state_is_known",
                    ),
                ],
            },
        ),
        RowSecurity("training_trial"),
    ]
