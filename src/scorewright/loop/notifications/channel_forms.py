"""What the pages of channels ask for."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from scorewright.loop.notifications.endpoint import LONGEST
from scorewright.loop.notifications.events import EVENTS
from scorewright.loop.notifications.models import Channel


class Lines(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=UnfoldAdminTextareaWidget({"rows": 4}), required=False, **given)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text: str = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class ChannelForm(forms.Form):
    name = forms.CharField(max_length=100, widget=UnfoldAdminTextInputWidget())
    events = Lines(help_text=f"One a line, or beginnings such as training. Empty: all. There are {', '.join(EVENTS)}.")


class EmailForm(ChannelForm):
    addresses = Lines(help_text="One a line.")
    field_order = ("name", "addresses", "events")


class WebhookForm(ChannelForm):
    url = forms.CharField(max_length=LONGEST, widget=UnfoldAdminTextInputWidget(), label="URL", help_text="https://…")
    field_order = ("name", "url", "events")


class ChangeEmailForm(EmailForm):
    enabled = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget())


class ChangeWebhookForm(WebhookForm):
    enabled = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget())


def change_form(channel: Channel, data: Any) -> ChannelForm:
    """The form that changes ``channel``, filled with what it is."""
    kind = ChangeEmailForm if channel.kind == Channel.Kind.EMAIL else ChangeWebhookForm
    names = kind.base_fields
    return kind(data, initial={name: getattr(channel, name) for name in names})
