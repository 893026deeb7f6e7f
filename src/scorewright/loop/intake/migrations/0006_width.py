from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_hosts")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="width",
            field=models.FloatField(help_text="Of the conformal interval, 0 to 1; null for the fallback.", null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="score_low",
            field=models.IntegerField(help_text="The lower end of that interval on the scale of scores.", null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="score_high",
            field=models.IntegerField(help_text="Its upper end.", null=True),
        ),
    ]
