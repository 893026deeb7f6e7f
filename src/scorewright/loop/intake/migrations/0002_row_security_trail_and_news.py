from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference

# What an assessment came to stays: another state, or somebody's wish, makes another row.
KEPT = """
CREATE FUNCTION intake_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what an assessment came to is kept', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON intake_assessment
    FOR EACH ROW WHEN (OLD.processing_status = 'COMPLETED') EXECUTE FUNCTION intake_refuse();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON intake_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION intake_refuse();
"""
NOT_KEPT = """
DROP TRIGGER kept ON intake_assessment;
DROP TRIGGER kept_whole ON intake_assessment;
DROP FUNCTION intake_refuse();
"""

# Whoever watches is told which application to look at, and nothing of it.
NEWS = """
CREATE FUNCTION intake_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('scorewright_intake', NEW.tenant_id || ':' || NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION intake_news_of_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('scorewright_intake', NEW.tenant_id || ':' || NEW.application_id);
    RETURN NULL;
END $$;
CREATE TRIGGER news AFTER INSERT OR UPDATE ON intake_application FOR EACH ROW EXECUTE FUNCTION intake_news();
CREATE TRIGGER news AFTER UPDATE ON intake_assessment
    FOR EACH ROW WHEN (NEW.processing_status <> 'PROCESSING') EXECUTE FUNCTION intake_news_of_assessment();
"""
NO_NEWS = """
DROP TRIGGER news ON intake_application;
DROP TRIGGER news ON intake_assessment;
DROP FUNCTION intake_news();
DROP FUNCTION intake_news_of_assessment();
"""

# Until PostgreSQL has looked at new rows, it takes them for a few. By itself it looks once a minute, which is late where
# thousands are taken in at once.
# What has grown to four times of what is known. Its owner alone may look; whoever looks already is not waited for.
LOOK = """
CREATE FUNCTION intake_look_at_new_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    grown regclass;
BEGIN
    FOR grown IN
        SELECT oid FROM pg_class
        WHERE oid = ANY ('{intake_application,intake_assessment,serving_decision,audit_entry}'::regclass[])
        AND pg_relation_size(oid) > 4 * greatest(relpages, 8) * current_setting('block_size')::bigint
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
    END LOOP;
END $$;
"""
LOOK_NO_MORE = "DROP FUNCTION intake_look_at_new_rows();"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_applications"), ("audit", "0003_accounts"), ("outcomes", "0003_tenant_references")]
    operations = [
        RowSecurity("intake_counter"),
        RowSecurity("intake_application"),
        RowSecurity("intake_monitored"),
        RowSecurity("intake_assessment"),
        RowSecurity("intake_batch"),
        RowSecurity("intake_batchitem"),
        RowSecurity("intake_forcedrun"),
        RowSecurity("intake_keyedrequest"),
        Audited(
            "intake_application",
            subject="application",
            hidden=("record", "personal"),
            no_news=("assessment_id", "updated_at"),
        ),
        TenantKey("intake_application"),
        TenantKey("intake_assessment"),
        TenantKey("intake_batch"),
        TenantReference("intake_application", "assessment_id", target="intake_assessment"),
        TenantReference("intake_assessment", "application_id", target="intake_application"),
        TenantReference("intake_assessment", "decision_id", target="serving_decision"),
        TenantReference("intake_monitored", "application_id", target="intake_application"),
        TenantReference("intake_batchitem", "batch_id", target="intake_batch"),
        TenantReference("intake_batchitem", "application_id", target="intake_application"),
        TenantReference("intake_batchitem", "assessment_id", target="intake_assessment"),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(NEWS, NO_NEWS),
        migrations.RunSQL(LOOK, LOOK_NO_MORE),
    ]
