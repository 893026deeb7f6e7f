import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import scorewright.loop.tenancy.scope
from scorewright.loop.tenancy.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_width")]

    operations = [
        migrations.CreateModel(
            name="KeyedRequest",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "request_sha256",
                    models.CharField(help_text="Of what a request with the same key must repeat.", max_length=64),
                ),
                ("applications", models.JSONField(help_text="Their ids.")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
        ),
        RowSecurity("intake_keyedrequest"),
    ]
