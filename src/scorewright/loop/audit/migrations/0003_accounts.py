"""Accounts of people are no tenant's: what happens to them goes into a chain of the installation's own.

Not reversible, since entries of that chain, like all others, cannot be removed.
"""

import django.db.models.deletion
from django.db import migrations, models

import scorewright.loop.tenancy.scope
from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import OPERATOR, Policy

OF_THE_INSTALLATION = f"tenant_id IS NULL AND {OPERATOR}"
INSTALLATION_ROWS = Policy("installation_rows", "ALL", using=OF_THE_INSTALLATION, check=OF_THE_INSTALLATION)

# As before, but for entries without a tenant. Two statements find the last entry, since IS NOT DISTINCT FROM uses no
# index.
CHAIN = """
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    chain CONSTANT text := COALESCE(NEW.tenant_id::text, 'installation');
    last_sequence bigint;
    last_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('scorewright.audit:' || chain, 0));
    IF NEW.tenant_id IS NULL THEN
        SELECT sequence, hash INTO last_sequence, last_hash
            FROM audit_entry WHERE tenant_id IS NULL ORDER BY sequence DESC LIMIT 1;
    ELSE
        SELECT sequence, hash INTO last_sequence, last_hash
            FROM audit_entry WHERE tenant_id = NEW.tenant_id ORDER BY sequence DESC LIMIT 1;
    END IF;
    NEW.sequence := COALESCE(last_sequence, 0) + 1;
    NEW.previous_hash := COALESCE(last_hash, '');
    NEW.at := clock_timestamp();
    NEW.actor := COALESCE(NULLIF(current_setting('scorewright.actor', true), ''), 'database:' || session_user);
    NEW.actor := translate(NEW.actor, chr(31), ' ');
    NEW.action := translate(NEW.action, chr(31), ' ');
    NEW.subject := translate(NEW.subject, chr(31), ' ');
    NEW.hash := encode(sha256(convert_to(concat_ws(chr(31),
        NEW.previous_hash, chain, NEW.sequence,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.actor, NEW.action, NEW.subject, NEW.content), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
"""

# As before, but for rows that are no tenant's (no tenant column is named) and columns that are no news.
RECORD = """
CREATE OR REPLACE FUNCTION audit_row_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    acts CONSTANT jsonb := '{"INSERT": "created", "UPDATE": "changed", "DELETE": "deleted"}';
    no_news CONSTANT text[] := COALESCE(TG_ARGV[3], '{}')::text[];
    before_row CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - no_news END;
    after_row CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - no_news END;
    known_row CONSTANT jsonb := COALESCE(after_row, before_row);
    of_the_installation CONSTANT boolean := TG_ARGV[2] = '';
    tenant CONSTANT text := known_row ->> TG_ARGV[2];
    outer_tenant CONSTANT text := COALESCE(current_setting('scorewright.tenant', true), '');
    outer_operator CONSTANT text := COALESCE(current_setting('scorewright.operator', true), '');
BEGIN
    IF before_row = after_row THEN
        RETURN NULL;
    END IF;
    IF tenant IS NULL AND NOT of_the_installation THEN
        RAISE EXCEPTION 'a row of % without % cannot be kept in the audit trail', TG_TABLE_NAME, TG_ARGV[2]
            USING ERRCODE = 'not_null_violation';
    END IF;
    PERFORM set_config('scorewright.tenant', COALESCE(tenant, ''), true);
    PERFORM set_config('scorewright.operator', CASE WHEN of_the_installation THEN 'on' ELSE outer_operator END, true);
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
    PERFORM set_config('scorewright.operator', outer_operator, true);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_trail")]
    operations = [
        migrations.AlterField(
            "entry",
            "tenant",
            models.ForeignKey(
                default=scorewright.loop.tenancy.scope.current_tenant_id,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.RemoveConstraint("entry", "one_entry_per_sequence"),
        migrations.AddConstraint(
            "entry",
            models.UniqueConstraint(fields=("tenant", "sequence"), name="one_entry_per_sequence", nulls_distinct=False),
        ),
        migrations.RunSQL(INSTALLATION_ROWS.sql("audit_entry")),
        migrations.RunSQL(CHAIN),
        migrations.RunSQL(RECORD),
        Audited("tenancy_user", subject="user", tenant_column=None, hidden=("password",), no_news=("last_login",)),
    ]
