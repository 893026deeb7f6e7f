from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deployment", "0007_traffic_row_security_and_trail")]
    operations = [
        migrations.AlterField(
            model_name="activation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("manual", "Manual"),
                    ("first", "First"),
                    ("automatic", "Automatic"),
                    ("rollback", "Rollback"),
                    ("experiment", "Experiment"),
                ],
                db_default="manual",
                default="manual",
                max_length=20,
            ),
        ),
    ]
