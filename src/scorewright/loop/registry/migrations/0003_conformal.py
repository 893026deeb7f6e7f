from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_row_security_and_trail")]
    operations = [
        migrations.AddField(
            model_name="modelversion",
            name="conformal",
            field=models.JSONField(help_text="The conformal width by probability, where one was learnt.", null=True),
        ),
    ]
