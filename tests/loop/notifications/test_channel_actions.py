from contextlib import AbstractContextManager, nullcontext
from ipaddress import ip_network

import pytest

from scorewright.loop.audit.models import Entry
from scorewright.loop.notifications import channel_actions
from scorewright.loop.notifications.channel_rules import ChannelRejectedError
from scorewright.loop.notifications.models import Channel, DueDelivery, NotificationDelivery

WEBHOOK, EMAIL = Channel.Kind.WEBHOOK, Channel.Kind.EMAIL


def add(**given: object) -> Channel:
    usual = {"kind": WEBHOOK, "name": "hook", "url": "https://hooks.example.org/in", "events": []}
    return channel_actions.add_channel(**{**usual, **given}, by="user:ama")


@pytest.fixture
def email(settings_of) -> dict[str, object]:
    settings_of(EMAIL_READY=True)
    return {"kind": EMAIL, "name": "team", "url": "", "addresses": ["ama@example.org"]}


def test_add_channel__webhook__a_secret_of_its_own_that_the_trail_does_not_show(tenant) -> None:
    first, second = add(), add(name="other")
    assert first.secret.startswith("whsec_")
    assert first.secret != second.secret
    entry = Entry.objects.filter(action="channel.created").earliest("sequence")
    assert (entry.actor, entry.subject) == ("user:ama", f"channel:{first.pk}")
    assert ("hooks.example.org" in entry.content, first.secret in entry.content) == (True, False)


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"name": "  "}, "name", "required"),
        ({"events": ["training.", "model.vanished"]}, "events", "values"),
        ({"events": ["training"]}, "events", "values"),
        ({"url": "https://ama:secret@example.org/"}, "url", "form"),
        ({"url": ""}, "url", "form"),
        ({"url": "http://example.org/"}, "url", "https"),
        ({"url": "https://127.0.0.1/"}, "url", "network"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "url", "network"),
        ({"addresses": ["ama@example.org"]}, "addresses", "kind"),
    ],
)
def test_add_channel__webhook_that_breaks_a_rule__named(tenant, given, field: str, rule: str) -> None:
    with pytest.raises(ChannelRejectedError) as rejected:
        add(**given)
    assert (rejected.value.field, rejected.value.rule) == (field, rule)
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"addresses": []}, "addresses", "length"),
        ({"addresses": [f"a{number}@example.org" for number in range(51)]}, "addresses", "length"),
        ({"addresses": ["ama@example.org"] * 2}, "addresses", "unique"),
        ({"addresses": ["ama@example.org", "ama"]}, "addresses", "email"),
        ({"addresses": ["ama@example.org\r\nBcc: kofi@example.org"]}, "addresses", "email"),
        ({"url": "https://hooks.example.org/"}, "url", "kind"),
    ],
)
def test_add_channel__email_that_breaks_a_rule__named(tenant, email, given, field: str, rule: str) -> None:
    with pytest.raises(ChannelRejectedError) as rejected:
        add(**{**email, **given})
    assert (rejected.value.field, rejected.value.rule) == (field, rule)


def test_add_channel__email_without_a_server__says_which_setting(tenant, email, settings_of) -> None:
    settings_of(EMAIL_READY=False)
    with pytest.raises(ChannelRejectedError, match="SCOREWRIGHT_EMAIL_URL"):
        add(**email)


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://10.1.2.3:8080/in", nullcontext()),
        ("https://10.1.2.3/in", nullcontext()),
        ("http://internal/in", nullcontext()),
        ("http://9.9.9.9/in", pytest.raises(ChannelRejectedError, match="may not reach")),
        ("https://192.168.0.1/in", pytest.raises(ChannelRejectedError, match="may not reach")),
    ],
)
def test_add_channel__private_network_allowed__that_one_and_no_other(
    tenant, settings_of, url: str, outcome: AbstractContextManager[object]
) -> None:
    settings_of(WEBHOOK_PRIVATE_NETWORKS=(ip_network("10.0.0.0/8"),))
    with outcome:
        add(url=url)


def test_add_channel__name_taken__refused_and_the_rest_of_the_transaction_stands(tenant) -> None:
    add()
    with pytest.raises(ChannelRejectedError, match="already"):
        add()
    assert Channel.objects.count() == 1


def test_change_channel__one_field__the_rest_stays(tenant) -> None:
    channel = add(events=["job."])
    changed = channel_actions.change_channel(channel=channel, enabled=False, by="user:kofi")
    assert (changed.enabled, changed.events, changed.secret) == (False, ["job."], channel.secret)
    assert Entry.objects.filter(action="channel.changed").get().actor == "user:kofi"


def test_change_channel__breaks_a_rule__nothing_changes(tenant) -> None:
    channel = add()
    with pytest.raises(ChannelRejectedError):
        channel_actions.change_channel(channel=channel, name="new", url="https://127.0.0.1/", by="user:kofi")
    channel.refresh_from_db()
    assert channel.name == "hook"


def test_remove_channel__with_deliveries__all_gone_and_in_the_trail(tenant) -> None:
    channel = add()
    channel_actions.send_test(channel=channel, by="user:ama")
    channel_actions.remove_channel(channel=channel, by="user:ama")
    assert (NotificationDelivery.objects.count(), DueDelivery.objects.count()) == (0, 0)
    assert Entry.objects.filter(action="channel.deleted").get().actor == "user:ama"


def test_send_test__of_one_channel__that_one_alone_whatever_it_wants(tenant) -> None:
    channel = add(events=["job."])
    add(name="other")
    (delivery,) = channel_actions.send_test(channel=channel, by="user:ama")
    assert NotificationDelivery.objects.get() == delivery
    assert (delivery.channel, delivery.notification.event) == (channel, "channel.test")
    assert Entry.objects.filter(action="channel.tested").exists()


def test_send_again__pending__refused(tenant) -> None:
    (delivery,) = channel_actions.send_test(channel=add(), by="user:ama")
    with pytest.raises(channel_actions.DeliveryPendingError):
        channel_actions.send_again(delivery=delivery, by="user:ama")
