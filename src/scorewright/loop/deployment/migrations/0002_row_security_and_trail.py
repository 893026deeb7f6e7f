from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("deployment", "0001_initial"), ("audit", "0002_trail")]
    operations = [RowSecurity("deployment_activation"), Audited("deployment_activation", subject="activation")]
