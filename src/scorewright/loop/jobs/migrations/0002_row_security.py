from django.db import migrations

from scorewright.loop.tenancy.row_security import OPERATOR, OWN_ROWS, Policy, RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference

# Whoever delivers jobs sees and puts off the deliveries of all tenants; each tenant alone makes and removes its own.
DELIVERERS = (
    Policy("delivered_by_operator", "SELECT", using=OPERATOR),
    Policy("put_off_by_operator", "UPDATE", using=OPERATOR, check=OPERATOR),
)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [
        RowSecurity("jobs_job"),
        RowSecurity("jobs_delivery", (OWN_ROWS, *DELIVERERS)),
        TenantKey("jobs_job"),
        TenantReference("jobs_delivery", "job_id", target="jobs_job"),
    ]
