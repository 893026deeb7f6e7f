import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.tenancy.models import TenantModel


class Alert(TenantModel):
    """Something that a person should look at; the same trouble again raises the count, not a new row."""

    class Severity(models.TextChoices):
        WARNING = "warning"
        CRITICAL = "critical"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    message = models.TextField()
    severity = models.CharField(max_length=20, choices=Severity.choices, default=Severity.WARNING)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now=True)
    times = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-last_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "kind", "subject"), condition=models.Q(resolved_at=None), name="one_open_alert"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"


class Notification(TenantModel):
    """An event that people of the tenant may want to know of.

    It is read for all of them once one has read it, as in a letter box that is shared: ``read_by`` says who. One that
    has a ``recipient`` is for that person alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("tenant", "-created_at", "-id"), name="notifications_by_time"),
            models.Index(fields=("tenant",), condition=models.Q(read_at=None), name="unread_notifications"),
        )

    def __str__(self) -> str:
        return self.title


class Channel(TenantModel):
    """A way out of the house: a list of e-mail addresses, or one address that is posted to.

    ``secret`` signs what is posted. It is kept as it is, since a hash cannot sign, and is shown once.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "e-mail"
        WEBHOOK = "webhook"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    events = models.JSONField(default=list, blank=True)
    enabled = models.BooleanField(default=True)
    addresses = models.JSONField(default=list, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    secret = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "name"), name="one_channel_per_name"),
            models.CheckConstraint(condition=models.Q(kind__in=("email", "webhook")), name="channel_kind_is_known"),
        )

    def __str__(self) -> str:
        return self.name


class NotificationDelivery(TenantModel):
    """One notification on its way to one receiver: a webhook, or one of a channel's e-mail addresses."""

    class DeliveryState(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    address = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=20, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, help_text="Why the last attempt failed.")
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "delivery"
        verbose_name_plural = "deliveries"
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("tenant", "-created_at", "-id"), name="deliveries_by_time"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("pending", "delivered", "dead")), name="delivery_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.notification} to {self.address or self.channel}"


class DueDelivery(TenantModel):
    """The outbox: a row for each pending delivery, written and removed in the delivery's own transactions.

    It holds nothing of the tenant but ids, since whoever sends what is due sees the rows of all.
    """

    delivery = models.OneToOneField(NotificationDelivery, on_delete=models.CASCADE, related_name="due")
    due_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "due deliveries"
        indexes = (models.Index(fields=("due_at",), name="notifications_by_due_time"),)

    def __str__(self) -> str:
        return f"delivery {self.delivery_id}, due {self.due_at}"
