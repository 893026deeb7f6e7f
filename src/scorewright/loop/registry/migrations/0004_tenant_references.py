from django.db import migrations

from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_conformal")]
    operations = [
        TenantKey("registry_modelversion"),
        TenantReference("registry_gateresult", "model_version_id", target="registry_modelversion"),
    ]
