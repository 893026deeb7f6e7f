from django.db import migrations

from scorewright.loop.tenancy.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_initial")]
    operations = [RowSecurity("outcomes_outcome")]
