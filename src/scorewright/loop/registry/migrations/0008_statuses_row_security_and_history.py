"""The history of statuses only grows, in one line for each version, and nothing goes round it."""

from django.db import migrations

from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantReference

# Whoever writes two statuses of one version at once waits for the other, and is numbered behind it.
NUMBERS = """
CREATE FUNCTION registry_number_status() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM registry_modelversion WHERE id = NEW.version_id FOR NO KEY UPDATE;
    SELECT COALESCE(max(number), 0) + 1 INTO NEW.number
        FROM registry_versionstatus WHERE version_id = NEW.version_id;
    RETURN NEW;
END $$;
CREATE TRIGGER numbered BEFORE INSERT ON registry_versionstatus
    FOR EACH ROW EXECUTE FUNCTION registry_number_status();
"""
NO_NUMBERS = "DROP TRIGGER numbered ON registry_versionstatus; DROP FUNCTION registry_number_status();"

# A version that is forgotten takes its history along: then it is gone before its rows are.
ONLY_GROWS = """
CREATE FUNCTION registry_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM registry_modelversion WHERE id = OLD.version_id;
        IF NOT FOUND THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % is refused: what a version was only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON registry_versionstatus
    FOR EACH ROW EXECUTE FUNCTION registry_refuse();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON registry_versionstatus
    FOR EACH STATEMENT EXECUTE FUNCTION registry_refuse();
"""
MAY_SHRINK = """
DROP TRIGGER append_only_truncate ON registry_versionstatus;
DROP TRIGGER append_only ON registry_versionstatus;
DROP FUNCTION registry_refuse();
"""

# ``registry_note_status`` writes what nobody has written yet: it is also for what a later stage knows of a version.
NOTES = """
CREATE FUNCTION registry_note_status(
    tenant uuid, about uuid, given text, why text, who text, moment timestamptz
) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF given IS DISTINCT FROM (
        SELECT status FROM registry_versionstatus WHERE version_id = about ORDER BY number DESC LIMIT 1
    ) THEN
        INSERT INTO registry_versionstatus (id, tenant_id, version_id, number, status, reason, by, at)
        VALUES (gen_random_uuid(), tenant, about, 0, given, why, who, moment);
    END IF;
END $$;
CREATE FUNCTION registry_version_status() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM registry_note_status(NEW.tenant_id, NEW.id, NEW.status, '', NEW.created_by, NEW.created_at);
    ELSIF NEW.status <> OLD.status THEN
        PERFORM registry_note_status(NEW.tenant_id, NEW.id, NEW.status, '', COALESCE(
            NULLIF(current_setting('scorewright.actor', true), ''), 'database:' || session_user), clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT OR UPDATE OF status ON registry_modelversion
    FOR EACH ROW EXECUTE FUNCTION registry_version_status();
"""
NO_NOTES = """
DROP TRIGGER noted ON registry_modelversion;
DROP FUNCTION registry_version_status();
DROP FUNCTION registry_note_status(uuid, uuid, text, text, text, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_version_statuses")]
    operations = [
        RowSecurity("registry_versionstatus"),
        TenantReference("registry_versionstatus", "version_id", target="registry_modelversion", goes_along=True),
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(ONLY_GROWS, MAY_SHRINK),
        migrations.RunSQL(NOTES, NO_NOTES),
    ]
