from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_freed")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="host_left",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RemoveConstraint(model_name="application", name="one_application_per_host"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                fields=("tenant", "use_case", "host"),
                condition=Q(host__isnull=False, deleted_at__isnull=True),
                name="one_application_per_host",
            ),
        ),
    ]
