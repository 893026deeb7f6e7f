from django.db import migrations

from scorewright.loop.tenancy.tenant_reference import TenantReference


class Migration(migrations.Migration):
    dependencies = [("deployment", "0002_row_security_and_trail"), ("registry", "0004_tenant_references")]
    operations = [
        TenantReference("deployment_activation", "version_id", target="registry_modelversion"),
        TenantReference("deployment_activation", "replaced_id", target="registry_modelversion"),
    ]
