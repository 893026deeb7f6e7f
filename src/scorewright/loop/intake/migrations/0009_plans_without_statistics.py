"""PostgreSQL finds its way before it has looked at new rows.

Until then it takes them for a few, and joins by way of all rows of the tenant wherever an index offers that. By itself it
looks once a minute, which is late where thousands are taken in at once.
"""

import django.db.models.deletion
from django.db import migrations, models

import scorewright.loop.tenancy.scope

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
    dependencies = [
        ("intake", "0008_batch_items"),
        ("serving", "0013_decisions_by_version"),
        ("tenancy", "0003_applicants"),
    ]

    operations = [
        migrations.RunSQL(LOOK, LOOK_NO_MORE),
        migrations.RemoveIndex(
            model_name="application",
            name="applications_by_time",
        ),
        migrations.RemoveIndex(
            model_name="assessment",
            name="assessments_of_application",
        ),
        migrations.AlterField(
            model_name="application",
            name="assessment",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.assessment",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                default=scorewright.loop.tenancy.scope.current_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                default=scorewright.loop.tenancy.scope.current_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["tenant", "assessment"], name="applications_by_assessment"),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["tenant", "application", "-id"], name="assessments_of_application"),
        ),
    ]
