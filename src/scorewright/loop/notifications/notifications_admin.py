"""Notifications of the tenant at hand: one list for all of its people."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.notifications import actions, queries
from scorewright.loop.notifications.models import Notification
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, may, verb
from scorewright.loop.tenancy.verb_page import Act, verb_page


class UnreadFilter(admin.SimpleListFilter):
    title = "read"
    parameter_name = "read"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("no", "Unread"), ("yes", "Read")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notification]) -> QuerySet[Notification]:
        if self.value() not in ("no", "yes"):
            return queryset
        return queryset.filter(read_at__isnull=self.value() == "no")


class NotificationAdmin(TenantAdmin):
    list_display = ("created_at", "shown_title", "event", "read_by", "read_at")
    list_display_links = ("created_at", "shown_title")
    list_filter = (UnreadFilter, "event", ("created_at", MomentFilter))
    search_fields = ("title", "message")
    fields = ("created_at", "event", "title", "message", "data", "read_at", "read_by")
    actions_list = ("read_all",)
    actions_detail = ("read",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        return queries.visible()

    @admin.display(description="title", ordering="title")
    def shown_title(self, notification: Notification) -> SafeString:
        if notification.read_at is not None:
            return format_html("{}", notification.title)
        return format_html("<span class='sw-mark sw-warned'>● unread</span> <strong>{}</strong>", notification.title)

    def has_mark_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.ADMIN, Role.ANALYST, Role.APPROVER)

    @verb(description="Mark as read", icon="mark_email_read", permission="mark")
    def read(self, request: HttpRequest, object_id: str) -> HttpResponse:
        notification: Notification = self.row(request, object_id)
        return self._page(request, lambda _: _read(notification), title=f"Mark as read: {notification}")

    @verb(description="Mark all as read", icon="done_all", permission="mark")
    def read_all(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, lambda _: _read_all(), title="Mark all notifications as read")

    def _page(self, request: HttpRequest, act: Act, *, title: str) -> HttpResponse:
        return verb_page(
            self.admin_site,
            request,
            forms.Form(request.POST if request.method == "POST" else None),
            act,
            title=title,
            button="Mark as read",
            back=reverse("admin:notifications_notification_changelist"),
            explanation="For everybody of this tenant, who share one list; what is for you alone is yours.",
            opts=self.opts,
        )


def _read(notification: Notification) -> str:
    found = actions.mark_read(notification=notification, by=current_scope().actor)
    return f"{found} was read by {found.read_by}."


def _read_all() -> str:
    return f"{actions.mark_all_read(by=current_scope().actor):,} marked as read."
