from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference

# A rule that can be changed once outcomes are known has no error rate, and a look that can be is no evidence.
STATED_BEFORE = """
CREATE FUNCTION experiments_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the rule of an experiment is stated before its start, and never changed'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER rule_stays BEFORE UPDATE ON experiments_experiment FOR EACH ROW
    WHEN ((OLD.plan_id, OLD.champion, OLD.metric, OLD.costs, OLD.mode, OLD.planned_units, OLD.challengers, OLD.alpha,
           OLD.power, OLD.relevant, OLD.fewest_units, OLD.started_at) IS DISTINCT FROM
          (NEW.plan_id, NEW.champion, NEW.metric, NEW.costs, NEW.mode, NEW.planned_units, NEW.challengers, NEW.alpha,
           NEW.power, NEW.relevant, NEW.fewest_units, NEW.started_at))
    EXECUTE FUNCTION experiments_rule_stays();
CREATE FUNCTION experiments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: looks only grow', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON experiments_look
    FOR EACH STATEMENT EXECUTE FUNCTION experiments_refuse();
"""
MAY_CHANGE = """
DROP TRIGGER append_only ON experiments_look;
DROP FUNCTION experiments_refuse();
DROP TRIGGER rule_stays ON experiments_experiment;
DROP FUNCTION experiments_rule_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("experiments", "0001_initial"), ("audit", "0002_trail")]
    operations = [
        RowSecurity("experiments_experiment"),
        RowSecurity("experiments_look"),
        Audited("experiments_experiment", subject="experiment"),
        TenantKey("experiments_experiment"),
        TenantReference("experiments_experiment", "plan_id", target="deployment_trafficplan"),
        TenantReference("experiments_experiment", "activation_id", target="deployment_activation"),
        TenantReference("experiments_look", "experiment_id", target="experiments_experiment"),
        migrations.RunSQL(STATED_BEFORE, MAY_CHANGE),
    ]
