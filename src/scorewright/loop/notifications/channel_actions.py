"""Making, changing, testing and removing channels, and sending once more. The trail's entries are the database's."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from scorewright.loop.audit.actions import record
from scorewright.loop.notifications import queries
from scorewright.loop.notifications.actions import send_to
from scorewright.loop.notifications.channel_rules import ChannelRejectedError, check
from scorewright.loop.notifications.events import event_named
from scorewright.loop.notifications.models import Channel, DueDelivery, Notification, NotificationDelivery
from scorewright.loop.notifications.signatures import new_secret
from scorewright.loop.tenancy.scope import Scope, acting, current_scope

DeliveryState = NotificationDelivery.DeliveryState


class DeliveryPendingError(Exception):
    """The delivery is on its way: there is nothing to send once more."""


def add_channel(
    *,
    kind: Channel.Kind,
    name: str,
    events: Sequence[str],
    by: str,
    addresses: Sequence[str] = (),
    url: str = "",
) -> Channel:
    """A webhook's ``secret`` signs what is posted: it is shown to whoever makes the channel, and never again.

    Raises ChannelRejectedError.
    """
    secret = new_secret() if kind == Channel.Kind.WEBHOOK else ""
    channel = Channel(kind=kind, name=name, events=list(events), addresses=list(addresses), url=url, secret=secret)
    return _kept(channel, by=by)


def change_channel(
    *,
    channel: Channel,
    by: str,
    name: str | None = None,
    events: Sequence[str] | None = None,
    enabled: bool | None = None,
    addresses: Sequence[str] | None = None,
    url: str | None = None,
) -> Channel:
    """What is None stays as it is. Raises ChannelRejectedError, and ChannelNotFoundError once it is removed."""
    given = {"name": name, "events": events, "enabled": enabled, "addresses": addresses, "url": url}
    with transaction.atomic():
        current = queries.channel(channel.pk, locked=True)
        for field, value in given.items():
            if value is not None:
                setattr(current, field, value)
        return _kept(current, by=by)


def remove_channel(*, channel: Channel, by: str) -> None:
    """With its deliveries, those on their way too; a second time changes nothing."""
    with _in_the_name_of(by):
        # In the order of whoever delivers them, a delivery before what is due of it: deleting goes the other way.
        deliveries = NotificationDelivery.objects.filter(channel=channel).order_by("pk").select_for_update()
        list(deliveries.values_list("pk"))
        Channel.objects.filter(pk=channel.pk).delete()


@transaction.atomic
def send_test(*, channel: Channel, by: str) -> list[NotificationDelivery]:
    """A notification that goes to this channel alone, whichever events it wants."""
    notification = Notification.objects.create(
        event=event_named("channel.test").name,
        title=f"A test of the channel {channel}",
        message=f"{by} has tested the channel {channel}. There is nothing to do.",
        data={"channel_id": str(channel.pk), "channel": channel.name},
    )
    record(action="channel.tested", subject=f"channel:{channel.pk}", content={"by": by})
    return send_to(notification, [channel])


@transaction.atomic
def send_again(*, delivery: NotificationDelivery, by: str) -> NotificationDelivery:
    """Begin anew with a delivery that arrived or was given up. Raises DeliveryPendingError."""
    current = NotificationDelivery.objects.select_for_update().get(pk=delivery.pk)
    if current.state == DeliveryState.PENDING:
        raise DeliveryPendingError("the delivery is on its way already")
    NotificationDelivery.objects.filter(pk=current.pk).update(
        state=DeliveryState.PENDING, attempts=0, error="", delivered_at=None, next_attempt_at=Now()
    )
    DueDelivery.objects.create(delivery=current)
    record(action="delivery.repeated", subject=f"delivery:{current.pk}", content={"by": by})
    current.refresh_from_db()
    return current


def _kept(channel: Channel, *, by: str) -> Channel:
    check(channel)
    try:
        with _in_the_name_of(by):
            channel.save()
    except IntegrityError as error:
        raise ChannelRejectedError("name", "unique", "there is a channel of this name already") from error
    return channel


def _in_the_name_of(by: str) -> AbstractContextManager[Scope]:
    outer = current_scope()
    return acting(outer.tenant_id, actor=by, role=outer.role)
