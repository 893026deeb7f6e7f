"""API keys of the tenant at hand: issue, which shows the key once, and revoke."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.access_forms import KeyForm, NothingToAsk
from scorewright.loop.tenancy.models import ApiKey
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page


class ApiKeyAdmin(TenantAdmin):
    list_display = ("name", "role", "shown_prefix", "state", "created_at", "expires_at", "revoked_at")
    list_filter = ("role",)
    search_fields = ("name", "prefix")
    fields = ("name", "role", "user", "shown_prefix", "state", "created_at", "expires_at", "revoked_at")
    readonly_fields = ("shown_prefix", "state")
    actions_list = ("issue",)
    actions_detail = ("revoke",)

    @admin.display(description="begins with")
    def shown_prefix(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @admin.display(description="state")
    def state(self, key: ApiKey) -> SafeString:
        style, state = _state(key, timezone.now())
        return format_html("<span class='sw-mark {}'>{}</span>", style, state)

    @verb(description="Issue a key", icon="key", permission="admin")
    def issue(self, request: HttpRequest) -> HttpResponse:
        def act(given: dict[str, Any]) -> HttpResponse:
            key, token = actions.issue_key(**given, by=current_scope().actor)
            page = {**self.admin_site.each_context(request), "title": "A new API key", "key": key, "token": token}
            response = TemplateResponse(request, "admin/tenancy/key_issued.html", {**page, "opts": self.opts})
            response["Cache-Control"] = "no-store"
            return response

        return verb_page(
            self.admin_site,
            request,
            KeyForm(request.POST or None),
            act,
            title="Issue an API key",
            button="Issue",
            back=reverse("admin:tenancy_apikey_changelist"),
            explanation="The key is shown once, on the next page. Only its hash is kept.",
            opts=self.opts,
        )

    @verb(description="Revoke", icon="block", permission="admin")
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        key: ApiKey = self.row(request, object_id)
        return verb_page(
            self.admin_site,
            request,
            NothingToAsk(request.POST if request.method == "POST" else None),
            lambda _: _revoke(key),
            title=f"Revoke {key}",
            button="Revoke",
            back=reverse("admin:tenancy_apikey_changelist"),
            explanation="Whoever uses it is refused from the next request on. This cannot be taken back.",
            dangerous=True,
            opts=self.opts,
        )


def _revoke(key: ApiKey) -> str:
    actions.revoke_key(key=key, by=current_scope().actor)
    return f"{key} is revoked."


def _state(key: ApiKey, now: datetime) -> tuple[str, str]:
    if key.revoked_at is not None:
        return "sw-failed", "✗ revoked"
    if key.expires_at is not None and key.expires_at <= now:
        return "sw-warned", "✗ expired"
    return "sw-passed", "✓ valid"
