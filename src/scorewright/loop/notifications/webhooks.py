"""One notification as a signed message, by the Standard Webhooks specification."""

import json
from datetime import datetime

from django.conf import settings

from scorewright import __version__
from scorewright.loop.notifications.models import Channel, Notification
from scorewright.loop.notifications.posting import post
from scorewright.loop.notifications.signatures import signature


def send_webhook(notification: Notification, channel: Channel, *, now: datetime) -> None:
    """Raises DeliveryFailedError."""
    body = body_of(notification)
    # The same for every attempt and every channel, so that a receiver can tell what it has had before.
    message_id, timestamp = f"msg_{notification.pk.hex}", int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": f"scorewright/{__version__}",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(channel.secret, message_id=message_id, timestamp=timestamp, body=body),
    }
    post(channel.url, headers=headers, body=body, allowed=settings.WEBHOOK_PRIVATE_NETWORKS)


def body_of(notification: Notification) -> bytes:
    content = {
        "type": notification.event,
        "timestamp": notification.created_at.isoformat().replace("+00:00", "Z"),
        "data": {**notification.data, "title": notification.title, "message": notification.message},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
