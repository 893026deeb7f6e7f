"""What PostgreSQL does by itself: chain each entry to the one before, refuse changes, record changes of other tables."""

from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity

# The lock is the tenant's, and lasts until the transaction ends: entries are numbered in the order of their commits.
# No field that comes before another may hold the separator, or two different entries could have one hash.
CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last_sequence bigint;
    last_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('scorewright.audit:' || NEW.tenant_id, 0));
    SELECT sequence, hash INTO last_sequence, last_hash
        FROM audit_entry WHERE tenant_id = NEW.tenant_id ORDER BY sequence DESC LIMIT 1;
    NEW.sequence := COALESCE(last_sequence, 0) + 1;
    NEW.previous_hash := COALESCE(last_hash, '');
    NEW.at := clock_timestamp();
    NEW.actor := COALESCE(NULLIF(current_setting('scorewright.actor', true), ''), 'database:' || session_user);
    NEW.actor := translate(NEW.actor, chr(31), ' ');
    NEW.action := translate(NEW.action, chr(31), ' ');
    NEW.subject := translate(NEW.subject, chr(31), ' ');
    NEW.hash := encode(sha256(convert_to(concat_ws(chr(31),
        NEW.previous_hash, NEW.tenant_id, NEW.sequence,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.actor, NEW.action, NEW.subject, NEW.content), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""
UNCHAIN = "DROP TRIGGER chain ON audit_entry; DROP FUNCTION audit_chain();"

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the audit trail only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
ALLOW = "DROP TRIGGER append_only ON audit_entry; DROP FUNCTION audit_refuse();"

# The entry goes to the row's tenant whatever the scope is: an owner's raw SQL has none, a new tenant's is not yet there.
RECORD = """
CREATE FUNCTION audit_difference(this jsonb, other jsonb, hidden text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY (hidden) THEN '"***"' ELSE value END)
        FROM jsonb_each(this) WHERE value IS DISTINCT FROM other -> key
$$;
CREATE FUNCTION audit_row_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    acts CONSTANT jsonb := '{"INSERT": "created", "UPDATE": "changed", "DELETE": "deleted"}';
    before_row CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after_row CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    known_row CONSTANT jsonb := COALESCE(after_row, before_row);
    tenant CONSTANT text := known_row ->> TG_ARGV[2];
    outer_tenant CONSTANT text := COALESCE(current_setting('scorewright.tenant', true), '');
BEGIN
    IF before_row = after_row THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('scorewright.tenant', tenant, true);
    INSERT INTO audit_entry (tenant_id, action, subject, content) VALUES (
        tenant::uuid,
        TG_ARGV[0] || '.' || (acts ->> TG_OP),
        TG_ARGV[0] || ':' || (known_row ->> 'id'),
        jsonb_build_object(
            'before', audit_difference(before_row, after_row, TG_ARGV[1]::text[]),
            'after', audit_difference(after_row, before_row, TG_ARGV[1]::text[])
        )::text
    );
    PERFORM set_config('scorewright.tenant', outer_tenant, true);
    RETURN NULL;
END $$;
"""
FORGET = "DROP FUNCTION audit_row_change(); DROP FUNCTION audit_difference(jsonb, jsonb, text[]);"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_row_security")]
    operations = [
        RowSecurity("audit_entry"),
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(RECORD, FORGET),
        Audited("tenancy_tenant", subject="tenant", tenant_column="id"),
        Audited("tenancy_membership", subject="membership"),
        Audited("tenancy_apikey", subject="api_key", hidden=("secret_hash",)),
    ]
