from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_limits_retries_schedules"), ("audit", "0002_trail")]
    operations = [
        RowSecurity("jobs_schedule"),
        RowSecurity("jobs_scheduledrun"),
        Audited("jobs_schedule", subject="schedule"),
        TenantKey("jobs_schedule"),
        TenantReference("jobs_scheduledrun", "schedule_id", target="jobs_schedule"),
        TenantReference("jobs_scheduledrun", "job_id", target="jobs_job"),
    ]
