"""Advice is kept with the decision; where there is none, it is not sent to ``serving_keep`` and is null."""

from importlib import import_module

from django.db import migrations, models

JSON_TEXT = import_module("scorewright.loop.serving.migrations.0009_json_text")
COLUMNS = JSON_TEXT.COLUMNS | {"advice": "jsonb"}


class Migration(migrations.Migration):
    dependencies = [("serving", "0010_decisions_by_id")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="advice",
            field=models.JSONField(help_text="Null where the use case gives none.", null=True),
        ),
        migrations.RunSQL(JSON_TEXT.journal(COLUMNS, "json"), JSON_TEXT.journal(JSON_TEXT.COLUMNS, "json")),
    ]
