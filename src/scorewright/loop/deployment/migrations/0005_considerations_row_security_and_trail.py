from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference


class Migration(migrations.Migration):
    dependencies = [("deployment", "0004_considerations"), ("audit", "0002_trail")]
    operations = [
        RowSecurity("deployment_consideration"),
        Audited("deployment_consideration", subject="consideration"),
        TenantKey("deployment_activation"),
        TenantReference("deployment_activation", "former_id", target="deployment_activation"),
        TenantReference("deployment_consideration", "version_id", target="registry_modelversion"),
        TenantReference("deployment_consideration", "champion_id", target="registry_modelversion"),
        TenantReference("deployment_consideration", "activation_id", target="deployment_activation"),
    ]
