from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference


class Migration(migrations.Migration):
    dependencies = [("deployment", "0006_traffic"), ("audit", "0002_trail")]
    operations = [
        RowSecurity("deployment_trafficplan"),
        RowSecurity("deployment_trafficshare"),
        RowSecurity("deployment_shadowdecision"),
        Audited("deployment_trafficplan", subject="traffic_plan"),
        Audited("deployment_trafficshare", subject="traffic_share"),
        TenantKey("deployment_trafficplan"),
        TenantReference("deployment_trafficplan", "production_id", target="registry_modelversion"),
        TenantReference("deployment_trafficshare", "plan_id", target="deployment_trafficplan"),
        TenantReference("deployment_trafficshare", "version_id", target="registry_modelversion"),
        TenantReference("deployment_shadowdecision", "plan_id", target="deployment_trafficplan"),
        TenantReference("deployment_shadowdecision", "model_version_id", target="registry_modelversion"),
    ]
