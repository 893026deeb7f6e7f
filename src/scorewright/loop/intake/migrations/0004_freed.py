from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_forced_runs")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="freed",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="How often its holder was gone before the end."
            ),
        ),
    ]
