from django.db import migrations

from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0002_row_security"), ("serving", "0002_row_security")]
    operations = [
        TenantKey("serving_decision"),
        TenantReference("outcomes_outcome", "decision_id", target="serving_decision"),
    ]
