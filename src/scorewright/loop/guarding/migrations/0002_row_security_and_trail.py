from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference

ONLY_GROWS = """
CREATE FUNCTION guarding_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what a look has found stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON guarding_guardlook
    FOR EACH STATEMENT EXECUTE FUNCTION guarding_refuse();
"""
MAY_SHRINK = "DROP TRIGGER append_only ON guarding_guardlook; DROP FUNCTION guarding_refuse();"


class Migration(migrations.Migration):
    dependencies = [("guarding", "0001_initial"), ("audit", "0003_accounts")]
    operations = [
        RowSecurity("guarding_guardwatch"),
        RowSecurity("guarding_guardlook"),
        Audited("guarding_guardwatch", subject="guard_watch", no_news=("reason",)),
        TenantKey("guarding_guardwatch"),
        TenantReference("guarding_guardwatch", "activation_id", target="deployment_activation"),
        TenantReference("guarding_guardwatch", "rollback_id", target="deployment_activation"),
        TenantReference("guarding_guardwatch", "version_id", target="registry_modelversion"),
        TenantReference("guarding_guardwatch", "former_id", target="registry_modelversion"),
        TenantReference("guarding_guardlook", "watch_id", target="guarding_guardwatch"),
        migrations.RunSQL(ONLY_GROWS, MAY_SHRINK),
    ]
