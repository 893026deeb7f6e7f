"""Reading notifications, channels and deliveries."""

from uuid import UUID

from django.db.models import Q, QuerySet

from scorewright.loop.notifications.models import Channel, Notification, NotificationDelivery
from scorewright.loop.tenancy.scope import current_scope


class NotificationNotFoundError(LookupError):
    """There is no such notification, or it is another tenant's, or another person's."""


class ChannelNotFoundError(LookupError):
    """There is no such channel, or it is another tenant's."""


def visible() -> QuerySet[Notification]:
    """What is for everybody of the tenant, and what is for the caller alone."""
    return Notification.objects.filter(Q(recipient=None) | Q(recipient=current_scope().user_id))


def notifications(*, unread: bool | None = None, event: str | None = None) -> QuerySet[Notification]:
    """Notifications, the newest first; ``unread`` says whether only those, or only the others."""
    found = visible()
    if unread is not None:
        found = found.filter(read_at__isnull=unread)
    return found if event is None else found.filter(event=event)


def notification(notification_id: UUID) -> Notification:
    """The notification with this id. Raises NotificationNotFoundError."""
    try:
        return visible().get(pk=notification_id)
    except Notification.DoesNotExist:
        raise NotificationNotFoundError(f"no notification has the id {notification_id}") from None


def unread_count() -> int:
    return visible().filter(read_at=None).count()


def channels() -> QuerySet[Channel]:
    """Channels, the newest first."""
    return Channel.objects.all()


def channel(channel_id: UUID, *, locked: bool = False) -> Channel:
    """The channel with this id, ``locked`` until the transaction ends. Raises ChannelNotFoundError."""
    found = Channel.objects.select_for_update() if locked else Channel.objects.all()
    try:
        return found.get(pk=channel_id)
    except Channel.DoesNotExist:
        raise ChannelNotFoundError(f"no channel has the id {channel_id}") from None


def deliveries(channel: Channel) -> QuerySet[NotificationDelivery]:
    """What was to be sent by this channel, the newest first."""
    return NotificationDelivery.objects.filter(channel=channel).select_related("notification")
