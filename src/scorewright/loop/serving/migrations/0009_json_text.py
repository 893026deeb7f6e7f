"""Records and features are kept as the text they came as: ``jsonb`` cost the database a third of its work for a row."""

from collections.abc import Mapping
from importlib import import_module

from django.db import migrations

import scorewright.loop.serving.json_text

BEFORE = import_module("scorewright.loop.serving.migrations.0004_journal").COLUMNS
COLUMNS = BEFORE | {"record": "json", "features": "json"}


def journal(columns: Mapping[str, str], kind: str) -> str:
    """``serving_keep`` for ``columns``, whose rows are read as ``kind``: json or jsonb."""
    names = ", ".join(f'"{name}"' for name in columns)
    typed = ", ".join(f'"{name}" {column}' for name, column in columns.items())
    return f"""
CREATE OR REPLACE FUNCTION serving_keep(decisions text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    kept integer;
BEGIN
    INSERT INTO serving_decision ({names})
    SELECT {names} FROM {kind}_to_recordset(decisions::{kind}) AS given ({typed})
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;
"""  # noqa: S608 - the names are those above


class Migration(migrations.Migration):
    dependencies = [("serving", "0008_run_request")]
    operations = [
        migrations.AlterField(
            model_name="decision",
            name="record",
            field=scorewright.loop.serving.json_text.JSONText(help_text="As it was received."),
        ),
        migrations.AlterField(
            model_name="decision",
            name="features",
            field=scorewright.loop.serving.json_text.JSONText(help_text="As the model saw them; null is missing."),
        ),
        migrations.RunSQL(journal(COLUMNS, "json"), journal(BEFORE, "jsonb")),
    ]
