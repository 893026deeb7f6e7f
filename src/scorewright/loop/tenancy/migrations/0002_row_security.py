from django.db import migrations

from scorewright.loop.tenancy.row_security import OPERATOR, OWN_ROWS, TENANT, USER, Policy, RowSecurity

OWN_TENANT = (
    Policy("own_tenant_read", "SELECT", using=f"id = {TENANT}"),
    Policy("own_tenant_change", "UPDATE", using=f"id = {TENANT}", check=f"id = {TENANT}"),
    Policy("operator_read", "SELECT", using=OPERATOR),
    Policy("operator_create", "INSERT", check=OPERATOR),
)
# A person who has just logged in looks for their tenants.
OWN_MEMBERSHIPS = Policy("own_memberships", "SELECT", using=f"user_id::text = {USER}")


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        RowSecurity("tenancy_tenant", OWN_TENANT),
        RowSecurity("tenancy_membership", (OWN_ROWS, OWN_MEMBERSHIPS)),
        RowSecurity("tenancy_apikey"),
    ]
