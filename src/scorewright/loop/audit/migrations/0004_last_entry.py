"""The last entry of a chain is found by its index, also where PostgreSQL has not looked at the trail yet.

Until then it takes the trail for a few rows, and may choose to read all of a tenant's and sort them, for each new entry.
"""

from django.db import migrations

BY_INDEX = "ALTER FUNCTION audit_chain() SET enable_sort = off;"
BY_ANY_WAY = "ALTER FUNCTION audit_chain() RESET enable_sort;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_accounts")]
    operations = [migrations.RunSQL(BY_INDEX, BY_ANY_WAY)]
