"""What a channel may be: one set of rules for the API and the admin pages."""

from collections.abc import Sequence
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from scorewright.loop.notifications.endpoint import EndpointError, endpoint
from scorewright.loop.notifications.events import EVENTS, fits_something
from scorewright.loop.notifications.mails import NO_SERVER
from scorewright.loop.notifications.models import Channel
from scorewright.loop.notifications.reachable import is_allowed, is_public

MOST_ADDRESSES = 50
LONGEST_ADDRESS = 320


class ChannelRejectedError(ValueError):
    """The channel breaks ``rule`` in ``field``; nothing has changed."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.rule = rule


def check(channel: Channel) -> None:
    """Raises ChannelRejectedError."""
    if not channel.name.strip():
        raise ChannelRejectedError("name", "required", "must not be empty")
    for pattern in channel.events:
        if not fits_something(pattern):
            known = ", ".join(EVENTS)
            raise ChannelRejectedError(
                "events", "values", f"{pattern!r} fits no event; a name or a beginning such as 'job.' of: {known}"
            )
    if channel.kind == Channel.Kind.EMAIL:
        _check_addresses(channel.addresses)
        if channel.url:
            raise ChannelRejectedError("url", "kind", "an e-mail channel has addresses, and no url")
    else:
        _check_url(channel.url)
        if channel.addresses:
            raise ChannelRejectedError("addresses", "kind", "a webhook has a url, and no addresses")


def _check_addresses(addresses: Sequence[str]) -> None:
    if not settings.EMAIL_READY:
        raise ChannelRejectedError("kind", "server", NO_SERVER)
    if not 1 <= len(addresses) <= MOST_ADDRESSES:
        raise ChannelRejectedError("addresses", "length", f"must be 1 to {MOST_ADDRESSES} e-mail addresses")
    if len(set(addresses)) < len(addresses):
        raise ChannelRejectedError("addresses", "unique", "names the same address twice")
    for place, address in enumerate(addresses):
        try:
            validate_email(address)
        except ValidationError as error:
            raise ChannelRejectedError("addresses", "email", f"number {place + 1} is no e-mail address") from error


def _check_url(url: str) -> None:
    """Names are looked up with each attempt; an address as such can be judged now."""
    try:
        target = endpoint(url)
    except EndpointError as error:
        raise ChannelRejectedError("url", "form", str(error)) from error
    allowed = settings.WEBHOOK_PRIVATE_NETWORKS
    if target.scheme == "http" and not allowed:
        raise ChannelRejectedError("url", "https", "must begin with https://")
    try:
        address = ip_address(target.raw_host.decode("ascii"))
    except ValueError:
        return
    if not is_allowed(address, allowed) and (target.scheme == "http" or not is_public(address)):
        raise ChannelRejectedError("url", "network", "is in a network that webhooks may not reach")
