"""What was to be delivered by the channels of the tenant at hand, and sending it once more."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.notifications import channel_actions
from scorewright.loop.notifications.channels_admin import ForAdmins
from scorewright.loop.notifications.models import NotificationDelivery
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import verb

DeliveryState = NotificationDelivery.DeliveryState
_MARKS: dict[str, tuple[str, str]] = {
    DeliveryState.DELIVERED: ("sw-passed", "✓"),
    DeliveryState.DEAD: ("sw-failed", "✗"),
}


class DeliveryAdmin(ForAdmins):
    list_display = ("created_at", "notification", "channel", "address", "shown_state", "attempts", "next_attempt_at")
    list_filter = ("state", "channel", ("created_at", MomentFilter))
    list_select_related = ("notification", "channel")
    search_fields = ("notification__title", "address", "error")
    fields = (
        *("id", "notification", "channel", "address", "shown_state", "attempts", "error"),
        *("created_at", "next_attempt_at", "delivered_at"),
    )
    readonly_fields = ("id", "shown_state")
    actions_detail = ("send_again",)

    @admin.display(description="state", ordering="state")
    def shown_state(self, delivery: NotificationDelivery) -> SafeString:
        style, mark = _MARKS.get(delivery.state, ("", ""))
        return format_html("<span class='sw-mark {}'>{} {}</span>", style, mark, delivery.get_state_display())

    @verb(description="Send again", icon="replay", permission="admin")
    def send_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        delivery: NotificationDelivery = self.row(request, object_id)
        return self.verb_page(
            request,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda _: _send_again(delivery),
            title=f"Send again: {delivery}",
            button="Send again",
            explanation="From the first attempt on, under the same id: a receiver that had it already can tell.",
        )


def _send_again(delivery: NotificationDelivery) -> str:
    return f"{channel_actions.send_again(delivery=delivery, by=current_scope().actor)} is on its way."
