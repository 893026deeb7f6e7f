"""The side bar of the admin pages, in the order in which a decision travels."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from scorewright.loop.notifications.queries import unread_count
from scorewright.loop.tenancy.models import User
from scorewright.loop.tenancy.tenant_admin import READERS, may, scope_if_any

NOTIFICATIONS = "notifications_notification"
OF_NO_MODEL = frozenset({"intake_statistics", "performance_health", "performance_vintages"})
_GROUPS = (
    (
        "Applications",
        (("Queue", "intake_application", "inbox"), ("Assessments", "intake_statistics", "bar_chart")),
    ),
    (
        "Decide",
        (
            ("Health", "performance_health", "monitor_heart"),
            ("Vintages", "performance_vintages", "calendar_view_week"),
            ("Decisions", "serving_decision", "gavel"),
            ("Outcomes", "outcomes_outcome", "fact_check"),
            ("Outcome files", "outcomes_outcomefile", "upload_file"),
            ("Scored files", "serving_scoringrun", "table_rows"),
            ("Alerts", "notifications_alert", "warning"),
            ("Notifications", NOTIFICATIONS, "notifications"),
        ),
    ),
    (
        "Models",
        (
            ("Versions", "registry_modelversion", "model_training"),
            ("Trainings", "retraining_trainingrun", "fitness_center"),
            ("Activations", "deployment_activation", "rocket_launch"),
            ("Considerations", "deployment_consideration", "balance"),
            ("Traffic plans", "deployment_trafficplan", "alt_route"),
            ("Experiments", "experiments_experiment", "science"),
            ("Guards", "guarding_guardwatch", "shield"),
            ("Jobs", "jobs_job", "work_history"),
            ("Schedules", "jobs_schedule", "calendar_month"),
        ),
    ),
    (
        "Access",
        (
            ("Members", "tenancy_membership", "group"),
            ("API keys", "tenancy_apikey", "key"),
            ("Channels", "notifications_channel", "hub"),
            ("Deliveries", "notifications_notificationdelivery", "outgoing_mail"),
            ("Audit trail", "audit_entry", "history"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """What the person can open: nothing of a tenant before they have chosen one."""
    groups = [] if scope_if_any() is None else [_group(request, title, pages) for title, pages in _GROUPS]
    house = [{"title": "Tenants", "icon": "domain", "link": reverse("admin:tenants")}]
    if groups and isinstance(request.user, User) and request.user.is_superuser:
        house.append({"title": "People", "icon": "person", "link": reverse("admin:tenancy_user_changelist")})
        trail = reverse("admin:installation_trail")
        house.append({"title": "Changes of accounts", "icon": "manage_accounts", "link": trail})
    if groups:
        groups.insert(0, {"items": [{"title": "Overview", "icon": "home", "link": reverse("admin:index")}]})
    return [*groups, {"title": "House", "separator": True, "items": house}]


def _group(request: HttpRequest, title: str, pages: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    items = [
        {"title": name, "icon": icon, "link": _address(page), **_badge(page)}
        for name, page, icon in pages
        if _may_open(request, page)
    ]
    return {"title": title, "separator": True, "items": items}


def _address(page: str) -> str:
    return reverse(f"admin:{page}" if page in OF_NO_MODEL else f"admin:{page}_changelist")


def _may_open(request: HttpRequest, name: str) -> bool:
    if name in OF_NO_MODEL:
        return may(request, *READERS)
    model = apps.get_model(name.replace("_", ".", 1))
    return admin.site.get_model_admin(model).has_view_permission(request)


def _badge(model: str) -> dict[str, str]:
    """How many notifications nobody has read, where there are any."""
    count = unread_count() if model == NOTIFICATIONS else 0
    return {"badge": f"{count:,}"} if count else {}
