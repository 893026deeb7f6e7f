"""Records and features are kept as the text they came as: ``jsonb`` cost the database a third of its work for a row."""

from importlib import import_module

from django.db import migrations

import scorewright.loop.serving.json_text

_journal = import_module("scorewright.loop.serving.migrations.0004_journal")
COLUMNS = _journal.COLUMNS | {"record": "json", "features": "json"}
NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
TYPED = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())

# ruff: noqa: S608 - the names are those above
JOURNAL = f"""
CREATE OR REPLACE FUNCTION serving_keep(decisions text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    kept integer;
BEGIN
    INSERT INTO serving_decision ({NAMES})
    SELECT {NAMES} FROM json_to_recordset(decisions::json) AS given ({TYPED})
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;
"""
OLD_JOURNAL = f"""
CREATE OR REPLACE FUNCTION serving_keep(decisions text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    kept integer;
BEGIN
    INSERT INTO serving_decision ({_journal.NAMES})
    SELECT {_journal.NAMES} FROM jsonb_to_recordset(decisions::jsonb) AS given ({_journal.TYPED})
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;
"""


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
        migrations.RunSQL(JOURNAL, OLD_JOURNAL),
    ]
