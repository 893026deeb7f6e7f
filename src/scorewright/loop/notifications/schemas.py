"""What the endpoints of notifications and channels take and answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from scorewright.loop.notifications.channel_rules import LONGEST_ADDRESS, MOST_ADDRESSES
from scorewright.loop.notifications.endpoint import LONGEST
from scorewright.loop.notifications.models import Channel, NotificationDelivery

EventName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*\.[a-z_]+$", max_length=100)]
Pattern = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*\.[a-z_]*$", max_length=100)]
Patterns = Annotated[list[Pattern], Field(max_length=50)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Address = Annotated[str, StringConstraints(pattern=r"^[^\s\x00@]+@[^\s\x00@]+$", max_length=LONGEST_ADDRESS)]
Addresses = Annotated[list[Address], Field(max_length=MOST_ADDRESSES)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=LONGEST)]


class NotificationOut(Schema):
    id: UUID
    event: str
    title: str
    message: str
    data: dict[str, Any]
    created_at: datetime
    read_at: datetime | None
    read_by: str


class ChannelIn(Schema):
    """``addresses`` for e-mail, ``url`` for a webhook."""

    model_config = ConfigDict(extra="forbid")

    kind: Channel.Kind
    name: Name
    events: Patterns = Field(default_factory=list)
    addresses: Addresses = Field(default_factory=list)
    url: Url | None = None


class ChannelChange(Schema):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    events: Patterns | None = None
    enabled: bool | None = None
    addresses: Addresses | None = None
    url: Url | None = None


class ChannelOut(Schema):
    id: UUID
    kind: Channel.Kind
    name: str
    events: list[str]
    enabled: bool
    addresses: list[str]
    url: str
    created_at: datetime


class NewChannelOut(ChannelOut):
    """``secret`` is empty for e-mail; no other answer holds it."""

    secret: str


class DeliveryOut(Schema):
    id: UUID
    notification_id: UUID
    address: str
    state: NotificationDelivery.DeliveryState
    attempts: int
    error: str
    created_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
