"""One attempt at a delivery: claim it, send it with no transaction open, and write down what came of it."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.notifications.actions import addresses_of, raise_alert
from scorewright.loop.notifications.backoff import MOST_ATTEMPTS, wait_after
from scorewright.loop.notifications.delivery_failure import DeliveryFailedError
from scorewright.loop.notifications.mails import mail_of, send_mail
from scorewright.loop.notifications.models import Channel, DueDelivery, NotificationDelivery
from scorewright.loop.notifications.storable import storable_text
from scorewright.loop.notifications.webhooks import send_webhook
from scorewright.loop.tenancy.models import Tenant
from scorewright.loop.tenancy.queries import active_members
from scorewright.loop.tenancy.scope import acting

LEASE = timedelta(minutes=5)  # longer than any attempt takes; who dies in one leaves it to the next
DEAD_ALERT = "delivery_dead"
ACTOR = "notifications.deliver"
DeliveryState = NotificationDelivery.DeliveryState
_chance = random.SystemRandom()
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    delivery: NotificationDelivery
    tenant: Tenant
    number: int

    @property
    def tenant_id(self) -> UUID:
        return self.tenant.pk


def deliver(tenant_id: UUID, delivery_id: UUID) -> None:
    """Make an attempt where one is due; asking twice at once makes one.

    A receiver that took it while we died before writing so gets it again, under the same id.
    """
    attempt = _claim(tenant_id, delivery_id)
    if attempt is None:
        return
    try:
        _send(attempt)
    except DeliveryFailedError as failure:
        _fail(attempt, failure)
    except Exception as error:  # whatever a library raises is a failure of this attempt, to be tried again
        _log.exception("delivery_failed", delivery_id=str(delivery_id))
        _fail(attempt, DeliveryFailedError(f"the attempt broke: {type(error).__name__}"))
    else:
        _settle(attempt, state=DeliveryState.DELIVERED, delivered_at=Now(), error="")


def _claim(tenant_id: UUID, delivery_id: UUID) -> Attempt | None:
    with acting(tenant_id, actor=ACTOR):
        due = NotificationDelivery.objects.filter(state=DeliveryState.PENDING, next_attempt_at__lte=Now())
        found = (
            due.select_for_update(of=("self",))
            .select_related("notification__recipient", "channel")
            .filter(pk=delivery_id)
        )
        delivery = found.first()
        if delivery is None:
            return None
        attempt = Attempt(delivery, Tenant.objects.get(pk=tenant_id), delivery.attempts + 1)
        if delivery.attempts >= MOST_ATTEMPTS:  # the last one was interrupted
            _bury(attempt, "each attempt was interrupted")
            return None
        if objection := _objection(delivery):
            _settle(attempt, state=DeliveryState.DEAD, error=objection)
            return None
        until = Now() + LEASE
        NotificationDelivery.objects.filter(pk=delivery_id).update(attempts=attempt.number, next_attempt_at=until)
        DueDelivery.objects.filter(delivery=delivery).update(due_at=until)
        return attempt


def _objection(delivery: NotificationDelivery) -> str:
    """Why it must not be sent any more, though it was meant to be when it was written."""
    channel = delivery.channel
    if not channel.enabled:
        return "the channel is switched off"
    recipient, mails = delivery.notification.recipient, channel.kind == Channel.Kind.EMAIL
    if mails and recipient is not None and not active_members().filter(pk=recipient.pk).exists():
        return "its person is no active member any more"
    if delivery.address not in addresses_of(delivery.notification, channel):
        return "the address is no longer in the channel, or its person's"
    return ""


def _send(attempt: Attempt) -> None:
    delivery = attempt.delivery
    notification, channel = delivery.notification, delivery.channel
    if channel.kind == Channel.Kind.EMAIL:
        send_mail(mail_of(notification, address=delivery.address, channel=channel, tenant=attempt.tenant))
    else:
        send_webhook(notification, channel, now=timezone.now())


def _fail(attempt: Attempt, failure: DeliveryFailedError) -> None:
    reason = storable_text(str(failure), longest=1000)
    wait = wait_after(attempt.number, chance=_chance, asked_for=failure.asked_for)
    with acting(attempt.tenant_id, actor=ACTOR):
        if failure.gone or wait is None:
            _bury(attempt, reason, gone=failure.gone)
            return
        # Where the lease was lost, the attempt that took over says when the next one is.
        ours = NotificationDelivery.objects.filter(
            pk=attempt.delivery.pk, state=DeliveryState.PENDING, attempts=attempt.number
        )
        if ours.update(error=reason, next_attempt_at=Now() + wait):
            DueDelivery.objects.filter(delivery=attempt.delivery).update(due_at=Now() + wait)


def _bury(attempt: Attempt, reason: str, *, gone: bool = False) -> None:
    """Give up, which people are told: once for each channel, until they resolve the alert.

    A channel whose receiver is ``gone`` for good is switched off. Not everybody who reads alerts may read the addresses
    that a reason can hold.
    """
    delivery = attempt.delivery
    settled = _settle(attempt, state=DeliveryState.DEAD, error=reason)
    if gone:
        Channel.objects.filter(pk=delivery.channel_id).update(enabled=False)
    if settled:
        message = f"{delivery.notification} could not be delivered by {delivery.channel}; its delivery says why."
        raise_alert(kind=DEAD_ALERT, subject=f"channel {delivery.channel}", message=message)


def _settle(attempt: Attempt, **changes: object) -> bool:
    with acting(attempt.tenant_id, actor=ACTOR):
        settled = NotificationDelivery.objects.filter(pk=attempt.delivery.pk, state=DeliveryState.PENDING).update(
            next_attempt_at=None, **changes
        )
        if settled:
            DueDelivery.objects.filter(delivery=attempt.delivery).delete()
        return bool(settled)
