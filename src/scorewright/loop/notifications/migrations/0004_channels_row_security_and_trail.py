from django.db import migrations

from scorewright.loop.audit.triggers import Audited
from scorewright.loop.tenancy.row_security import OPERATOR, OWN_ROWS, Policy, RowSecurity
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference

# Whoever sends what is due sees and puts off the rows of all tenants; each tenant alone makes and removes its own.
DELIVERERS = (
    Policy("delivered_by_operator", "SELECT", using=OPERATOR),
    Policy("put_off_by_operator", "UPDATE", using=OPERATOR, check=OPERATOR),
)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_channels"), ("audit", "0002_trail")]
    operations = [
        RowSecurity("notifications_notification"),
        RowSecurity("notifications_channel"),
        RowSecurity("notifications_notificationdelivery"),
        RowSecurity("notifications_duedelivery", (OWN_ROWS, *DELIVERERS)),
        TenantKey("notifications_notification"),
        TenantKey("notifications_channel"),
        TenantKey("notifications_notificationdelivery"),
        TenantReference("notifications_notificationdelivery", "notification_id", target="notifications_notification"),
        TenantReference("notifications_notificationdelivery", "channel_id", target="notifications_channel"),
        TenantReference("notifications_duedelivery", "delivery_id", target="notifications_notificationdelivery"),
        Audited("notifications_channel", subject="channel", hidden=("secret",)),
    ]
