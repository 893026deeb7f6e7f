from django.db import migrations, models

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantReference

# One moment of one statement is one row: changed rows would change what was known then.
ONLY_GROWS = """
CREATE FUNCTION outcomes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what was said of an outcome only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outcomes_statement
    FOR EACH STATEMENT EXECUTE FUNCTION outcomes_refuse();
"""
MAY_SHRINK = "DROP TRIGGER append_only ON outcomes_statement; DROP FUNCTION outcomes_refuse();"


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0005_what_was_said"), ("audit", "0003_accounts")]
    operations = [
        migrations.AlterField(model_name="outcome", name="matures_at", field=models.DateTimeField()),
        migrations.AlterField(model_name="statement", name="matures_at", field=models.DateTimeField()),
        RowSecurity("outcomes_statement"),
        RowSecurity("outcomes_outcomefile"),
        TenantReference("outcomes_statement", "decision_id", target="serving_decision"),
        TenantReference("outcomes_outcomefile", "job_id", target="jobs_job"),
        Audited("outcomes_outcome", subject="outcome", insertions=False),
        migrations.RunSQL(ONLY_GROWS, MAY_SHRINK),
    ]
