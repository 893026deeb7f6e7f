"""Whoever is an arm of a traffic plan is in A/B testing for as long as it is open, whoever opens and ends it."""

from django.db import migrations

ARMS = """
CREATE FUNCTION deployment_arm_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    opened deployment_trafficplan;
BEGIN
    SELECT * INTO opened FROM deployment_trafficplan WHERE id = NEW.plan_id AND ended_at IS NULL;
    IF FOUND THEN
        PERFORM registry_note_status(
            NEW.tenant_id, NEW.version_id, 'ab_testing', opened.reason, opened."by", opened.at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT ON deployment_trafficshare
    FOR EACH ROW WHEN (NEW.role = 'arm') EXECUTE FUNCTION deployment_arm_begins();

CREATE FUNCTION deployment_arms_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM registry_note_status(
        NEW.tenant_id, arm.version_id, arm.status, NEW.end_reason, NEW.ended_by, NEW.ended_at)
    FROM (
        SELECT share.version_id, version.status
        FROM deployment_trafficshare AS share JOIN registry_modelversion AS version ON version.id = share.version_id
        WHERE share.plan_id = NEW.id AND share.role = 'arm' ORDER BY share.id
    ) AS arm;
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER UPDATE OF ended_at ON deployment_trafficplan
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION deployment_arms_end();
"""
NO_ARMS = """
DROP TRIGGER noted ON deployment_trafficplan;
DROP FUNCTION deployment_arms_end();
DROP TRIGGER noted ON deployment_trafficshare;
DROP FUNCTION deployment_arm_begins();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("deployment", "0008_activation_by_experiment"),
        ("registry", "0008_statuses_row_security_and_history"),
    ]
    operations = [migrations.RunSQL(ARMS, NO_ARMS)]
