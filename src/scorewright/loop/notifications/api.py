"""Notifications and channels over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.notifications import actions, channel_actions, queries
from scorewright.loop.notifications.models import Channel, Notification, NotificationDelivery
from scorewright.loop.notifications.schemas import (
    ChannelChange,
    ChannelIn,
    ChannelOut,
    DeliveryOut,
    EventName,
    NewChannelOut,
    NotificationOut,
)
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["notifications"])
MARKERS = (Role.ADMIN, Role.ANALYST, Role.APPROVER, Role.SERVICE)
READERS = (*MARKERS, Role.AUDITOR)
CHANNEL_READERS = (Role.ADMIN, Role.AUDITOR)  # addresses of people are no business of programs
BY_TIME = ("-created_at", "-id")


@router.get("/notifications/", response=list[NotificationOut], summary="Notifications, the newest first")
@paginate(CursorPagination, ordering=BY_TIME, page_size=50, max_page_size=200)
def list_notifications(
    request: HttpRequest,
    unread: bool | None = None,  # noqa: FBT001 - it has its name in the query
    event: EventName | None = None,
) -> QuerySet[Notification]:
    require_role(*READERS)
    return queries.notifications(unread=unread, event=event)


@router.post(
    "/notifications/{uuid:notification_id}/read/",
    response=NotificationOut,
    summary="Mark a notification as read",
    description="For everybody of the tenant; `read_by` says who was first. A second time changes nothing.",
)
def read_notification(request: HttpRequest, notification_id: UUID) -> Notification:
    require_role(*MARKERS)
    return actions.mark_read(notification=queries.notification(notification_id), by=current_scope().actor)


@router.get("/channels/", response=list[ChannelOut], summary="Channels, the newest first")
@paginate(CursorPagination, ordering=BY_TIME, page_size=50, max_page_size=200)
def list_channels(request: HttpRequest) -> QuerySet[Channel]:
    require_role(*CHANNEL_READERS)
    return queries.channels()


@router.post(
    "/channels/",
    response={201: NewChannelOut},
    summary="Make a channel",
    description="The answer to a webhook holds the secret that signs what is posted. It is shown this once.",
)
def add_channel(request: HttpRequest, response: HttpResponse, body: ChannelIn) -> Status[Channel]:
    require_role(Role.ADMIN)
    response["Cache-Control"] = "no-store"
    channel = channel_actions.add_channel(
        kind=body.kind,
        name=body.name,
        events=body.events,
        addresses=body.addresses,
        url=body.url or "",
        by=current_scope().actor,
    )
    return Status(201, channel)


@router.get("/channels/{uuid:channel_id}/", response=ChannelOut, summary="One channel")
def show_channel(request: HttpRequest, channel_id: UUID) -> Channel:
    require_role(*CHANNEL_READERS)
    return queries.channel(channel_id)


@router.patch("/channels/{uuid:channel_id}/", response=ChannelOut, summary="Change a channel, or switch it off and on")
def change_channel(request: HttpRequest, channel_id: UUID, body: ChannelChange) -> Channel:
    require_role(Role.ADMIN)
    channel = queries.channel(channel_id)
    return channel_actions.change_channel(channel=channel, by=current_scope().actor, **body.model_dump())


@router.delete("/channels/{uuid:channel_id}/", response={204: None}, summary="Remove a channel and its deliveries")
def remove_channel(request: HttpRequest, channel_id: UUID) -> Status[None]:
    require_role(Role.ADMIN)
    channel_actions.remove_channel(channel=queries.channel(channel_id), by=current_scope().actor)
    return Status(204, None)


@router.post(
    "/channels/{uuid:channel_id}/test/",
    response={202: list[DeliveryOut]},
    summary="Send a test by a channel",
    description="`Location` is where to look what came of it. An attempt is made within seconds.",
)
def send_test(request: HttpRequest, response: HttpResponse, channel_id: UUID) -> Status[list[NotificationDelivery]]:
    require_role(Role.ADMIN)
    channel = queries.channel(channel_id)
    response["Location"] = f"/api/v1/channels/{channel.pk}/deliveries/"
    return Status(202, channel_actions.send_test(channel=channel, by=current_scope().actor))


@router.get(
    "/channels/{uuid:channel_id}/deliveries/",
    response=list[DeliveryOut],
    summary="What a channel was to deliver",
)
@paginate(CursorPagination, ordering=BY_TIME, page_size=50, max_page_size=200)
def list_deliveries(request: HttpRequest, channel_id: UUID) -> QuerySet[NotificationDelivery]:
    require_role(*CHANNEL_READERS)
    return queries.deliveries(queries.channel(channel_id))
