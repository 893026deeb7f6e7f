"""Channels of the tenant at hand; the page that makes a webhook shows its secret once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.notifications import channel_actions
from scorewright.loop.notifications.channel_forms import EmailForm, WebhookForm, change_form
from scorewright.loop.notifications.channel_rules import ChannelRejectedError
from scorewright.loop.notifications.models import Channel
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, may, verb
from scorewright.loop.tenancy.verb_page import verb_page


class ForAdmins(TenantAdmin):
    """Addresses of people: for those who manage them, and those who audit that."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.ADMIN, Role.AUDITOR)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.ADMIN, Role.AUDITOR)

    def verb_page(
        self, request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], str | HttpResponse], **page: Any
    ) -> HttpResponse:
        """The page of a write; a refusal of the domain stands above the form."""

        def answer(given: dict[str, Any]) -> str | HttpResponse:
            try:
                return act(given)
            except ChannelRejectedError as refusal:
                raise ValidationError(f"{refusal.field}: {refusal}") from refusal
            except channel_actions.DeliveryPendingError as refusal:
                raise ValidationError(str(refusal)) from refusal

        back = reverse(f"admin:notifications_{self.opts.model_name}_changelist")
        return verb_page(self.admin_site, request, form, answer, back=back, opts=self.opts, **page)


class ChannelAdmin(ForAdmins):
    list_display = ("name", "kind", "where", "wanted", "state", "created_at")
    list_filter = ("kind", "enabled")
    search_fields = ("name", "url")
    fields = ("name", "kind", "where", "wanted", "state", "created_at")
    readonly_fields = ("where", "wanted", "state")
    actions_list = ("add_email", "add_webhook")
    actions_detail = ("edit", "test", "remove")

    @admin.display(description="goes to")
    def where(self, channel: Channel) -> str:
        return channel.url or ", ".join(channel.addresses)

    @admin.display(description="events")
    def wanted(self, channel: Channel) -> str:
        return ", ".join(channel.events) or "all"

    @admin.display(description="state", ordering="enabled")
    def state(self, channel: Channel) -> SafeString:
        style, words = ("sw-passed", "✓ on") if channel.enabled else ("sw-warned", "✗ off")
        return format_html("<span class='sw-mark {}'>{}</span>", style, words)

    @verb(description="Add e-mail addresses", icon="mail", permission="admin")
    def add_email(self, request: HttpRequest) -> HttpResponse:
        form = EmailForm(request.POST or None)
        return self.verb_page(request, form, _add_email, title="Add a channel by e-mail", button="Add")

    @verb(description="Add a webhook", icon="webhook", permission="admin")
    def add_webhook(self, request: HttpRequest) -> HttpResponse:
        def act(given: dict[str, Any]) -> HttpResponse:
            channel = channel_actions.add_channel(kind=Channel.Kind.WEBHOOK, by=current_scope().actor, **given)
            page = {**self.admin_site.each_context(request), "title": "A new webhook", "channel": channel}
            response = TemplateResponse(request, "admin/notifications/webhook_made.html", {**page, "opts": self.opts})
            response["Cache-Control"] = "no-store"
            return response

        explanation = "The secret that signs what is posted is shown once, on the next page."
        form = WebhookForm(request.POST or None)
        return self.verb_page(request, form, act, title="Add a webhook", button="Add", explanation=explanation)

    @verb(description="Change", icon="edit", permission="admin")
    def edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        channel: Channel = self.row(request, object_id)
        form = change_form(channel, request.POST or None)
        return self.verb_page(
            request, form, lambda given: _change(channel, given), title=f"Change {channel}", button="Change"
        )

    @verb(description="Send a test", icon="send", permission="admin")
    def test(self, request: HttpRequest, object_id: str) -> HttpResponse:
        channel: Channel = self.row(request, object_id)
        explanation = "What came of it stands in the list of deliveries, within seconds."
        return self._confirmed(request, lambda: _test(channel), f"Send a test by {channel}", "Send", explanation)

    @verb(description="Remove", icon="delete", permission="admin")
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        channel: Channel = self.row(request, object_id)
        explanation = "Its deliveries go with it, those on their way too. This cannot be taken back."
        return self._confirmed(request, lambda: _remove(channel), f"Remove {channel}", "Remove", explanation)

    def _confirmed(
        self, request: HttpRequest, act: Callable[[], str], title: str, button: str, explanation: str
    ) -> HttpResponse:
        form = forms.Form(request.POST if request.method == "POST" else None)
        return self.verb_page(
            request,
            form,
            lambda _: act(),
            title=title,
            button=button,
            explanation=explanation,
            dangerous=button == "Remove",
        )


def _add_email(given: dict[str, Any]) -> str:
    channel = channel_actions.add_channel(kind=Channel.Kind.EMAIL, by=current_scope().actor, **given)
    return f"{channel} is there. Send a test to see that it works."


def _change(channel: Channel, given: dict[str, Any]) -> str:
    return f"{channel_actions.change_channel(channel=channel, by=current_scope().actor, **given)} is changed."


def _test(channel: Channel) -> str:
    count = len(channel_actions.send_test(channel=channel, by=current_scope().actor))
    return f"{count} on the way: see Deliveries."


def _remove(channel: Channel) -> str:
    channel_actions.remove_channel(channel=channel, by=current_scope().actor)
    return f"{channel} is removed."
