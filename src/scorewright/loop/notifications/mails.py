"""One notification as a plain e-mail to one address."""

import json
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from scorewright.loop.notifications.delivery_failure import DeliveryFailedError
from scorewright.loop.notifications.events import EVENTS
from scorewright.loop.notifications.models import Channel, Notification
from scorewright.loop.tenancy.models import Tenant

NO_SERVER = "no mail server is set: an operator gives SCOREWRIGHT_EMAIL_URL"


def mail_of(notification: Notification, *, address: str, channel: Channel, tenant: Tenant) -> EmailMessage:
    """The subject says what happened, the body all that is known of it and why it came."""
    facts = {
        "Event": notification.event,
        "When": f"{notification.created_at:%Y-%m-%d %H:%M} UTC",
        "Tenant": tenant.name,
        **{key.replace("_", " ").capitalize(): _in_words(value) for key, value in _in_order(notification)},
    }
    parts = [
        notification.message or notification.title,
        "\n".join(f"{name}: {value}" for name, value in facts.items() if value),
        f"Scorewright sends this to you by the channel {channel.name}; an administrator of {tenant.name} can end that.",
    ]
    return EmailMessage(
        subject=" ".join(f"[Scorewright] {notification.title}".split()),
        body="\n\n".join(parts) + "\n",
        to=[address],
        # One id for all attempts; answering machines are asked to be silent.
        headers={"Message-ID": f"<{notification.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )


def send_mail(mail: EmailMessage) -> None:
    """Raises DeliveryFailedError."""
    if not settings.EMAIL_READY:
        raise DeliveryFailedError(NO_SERVER)
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailedError(f"the mail server did not take it: {type(error).__name__}: {error}") from error


def _in_order(notification: Notification) -> list[tuple[str, object]]:
    """The data as the table of events lists them, since the database keeps no order; then all others."""
    data, event = notification.data, EVENTS.get(notification.event)
    listed = [key for key in event.data if key in data] if event else []
    return [(key, data[key]) for key in dict.fromkeys([*listed, *data])]


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip("> ") or "localhost"


def _in_words(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
