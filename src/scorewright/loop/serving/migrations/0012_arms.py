"""Arms are kept with the decision; where production decides on all requests, they are not sent to ``serving_keep``."""

from collections.abc import Mapping
from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("scorewright.loop.serving.migrations.0011_advice").COLUMNS
JSON_TEXT = import_module("scorewright.loop.serving.migrations.0009_json_text")
COLUMNS = BEFORE | {"arm": "text", "propensity": "float8"}
# What is not sent comes as null, and a column's default is for what is not named at all.
UNSENT = {"arm": "''", "propensity": "1"}


def journal(columns: Mapping[str, str], unsent: Mapping[str, str]) -> str:
    """``serving_keep`` for ``columns``, of which those ``unsent`` have a value where they are not sent."""
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f'COALESCE("{name}", {unsent[name]})' if name in unsent else f'"{name}"' for name in columns)
    typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f"""
CREATE OR REPLACE FUNCTION serving_keep(decisions text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    kept integer;
BEGIN
    INSERT INTO serving_decision ({names})
    SELECT {values} FROM json_to_recordset(decisions::json) AS given ({typed})
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;
"""  # noqa: S608 - the names are those above


# The door learns of a plan when it is opened or ended; its shares are there in the same transaction.
NEWS = """
CREATE TRIGGER news AFTER INSERT OR UPDATE OR DELETE ON deployment_trafficplan
FOR EACH ROW EXECUTE FUNCTION serving_news();
"""
NO_NEWS = "DROP TRIGGER news ON deployment_trafficplan"


class Migration(migrations.Migration):
    dependencies = [("serving", "0011_advice"), ("deployment", "0007_traffic_row_security_and_trail")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="arm",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the experiment that was open then, if any.",
                max_length=50,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="propensity",
            field=models.FloatField(
                db_default=1.0, default=1.0, help_text="With what probability just this arm was to decide."
            ),
        ),
        migrations.RunSQL(journal(COLUMNS, UNSENT), JSON_TEXT.journal(BEFORE, "json")),
        migrations.RunSQL(NEWS, NO_NEWS),
    ]
