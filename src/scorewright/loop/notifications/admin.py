"""Alerts, and settling them; what people are told, and how it reaches them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.notifications.actions import resolve_alerts
from scorewright.loop.notifications.channels_admin import ChannelAdmin
from scorewright.loop.notifications.deliveries_admin import DeliveryAdmin
from scorewright.loop.notifications.models import Alert, Channel, Notification, NotificationDelivery
from scorewright.loop.notifications.notifications_admin import NotificationAdmin
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page


class OpenFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("open", "Open"), ("resolved", "Resolved")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        if self.value() not in ("open", "resolved"):
            return queryset
        return queryset.filter(resolved_at__isnull=self.value() == "open")


@admin.register(Alert)
class AlertAdmin(TenantAdmin):
    list_display = ("last_at", "shown_severity", "kind", "subject", "message", "times", "first_at", "state")
    list_filter = (OpenFilter, "severity", "kind")
    search_fields = ("subject", "message")
    fields = ("severity", "kind", "subject", "message", "times", "first_at", "last_at", "resolved_at")
    actions_detail = ("resolve",)

    @admin.display(description="severity", ordering="severity")
    def shown_severity(self, alert: Alert) -> SafeString:
        critical = alert.severity == Alert.Severity.CRITICAL
        style = "sw-failed" if critical else "sw-warned"
        return format_html(
            "<span class='sw-mark {}'>{} {}</span>", style, "‼" if critical else "!", alert.get_severity_display()
        )

    @admin.display(description="state", ordering="resolved_at")
    def state(self, alert: Alert) -> str:
        return "open" if alert.resolved_at is None else "resolved"

    @verb(description="Resolve", icon="task_alt", permission="admin")
    def resolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        alert: Alert = self.row(request, object_id)
        return verb_page(
            self.admin_site,
            request,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda _: _resolve(alert),
            title=f"Resolve {alert}",
            button="Resolve",
            back=reverse("admin:notifications_alert_changelist"),
            explanation="Should the same trouble come back, it opens a new alert.",
            opts=self.opts,
        )


def _resolve(alert: Alert) -> str:
    count = resolve_alerts(kind=alert.kind, subject=alert.subject, now=timezone.now())
    return f"{alert} is resolved." if count else f"{alert} was resolved before."


admin.site.register(Notification, NotificationAdmin)
admin.site.register(Channel, ChannelAdmin)
admin.site.register(NotificationDelivery, DeliveryAdmin)
