from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "scorewright.loop.audit"
    label = "audit"
    verbose_name = "Audit trail"
