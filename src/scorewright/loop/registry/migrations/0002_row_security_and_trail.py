from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("audit", "0002_trail")]
    operations = [
        RowSecurity("registry_modelversion"),
        RowSecurity("registry_gateresult"),
        Audited("registry_modelversion", subject="model_version"),
        Audited("registry_gateresult", subject="gate_result"),
    ]
