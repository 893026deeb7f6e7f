import pytest

from scorewright.loop.notifications import channel_actions
from scorewright.loop.notifications.models import Channel, NotificationDelivery

LIST = "/admin/notifications/channel/"
DELIVERIES = "/admin/notifications/notificationdelivery/"
DeliveryState = NotificationDelivery.DeliveryState


@pytest.fixture
def webhook(tenant, loopback) -> Channel:
    return channel_actions.add_channel(
        kind=Channel.Kind.WEBHOOK, name="hook", url="http://127.0.0.1:9/in", events=["job."], by="user:test"
    )


@pytest.fixture
def delivery(webhook) -> NotificationDelivery:
    (found,) = channel_actions.send_test(channel=webhook, by="user:test")
    return found


def test_add_webhook__admin__the_secret_is_on_the_next_page_and_nowhere_else(log_in, tenant) -> None:
    admin = log_in("admin")
    assert admin.get(f"{LIST}add_webhook/").status_code == 200
    given = {"name": "ops", "url": "https://hooks.example.org/in", "events": "training.\njob.failed"}
    made = admin.post(f"{LIST}add_webhook/", given)
    channel = Channel.objects.get()
    assert (channel.events, channel.secret in made.content.decode()) == (["training.", "job.failed"], True)
    assert "no-store" in made["Cache-Control"]
    for address in (LIST, f"{LIST}{channel.pk}/change/", f"{LIST}{channel.pk}/edit/", "/admin/audit/entry/"):
        page = admin.get(address, follow=True).content.decode()
        assert (channel.secret in page, "hooks.example.org" in page) == (False, True), address


def test_add_email__no_such_address__the_form_says_so(log_in, mail_server, tenant) -> None:
    given = {"name": "team", "addresses": "ama@example.org\nnobody", "events": ""}
    page = log_in("admin").post(f"{LIST}add_email/", given).content.decode()
    assert "number 2 is no e-mail address" in page
    assert not Channel.objects.exists()
    assert log_in("admin").post(f"{LIST}add_email/", given | {"addresses": "ama@example.org"}).status_code == 302
    assert Channel.objects.get().addresses == ["ama@example.org"]


def test_remove_and_test__admin__done(log_in, webhook) -> None:
    admin = log_in("admin")
    assert admin.post(f"{LIST}{webhook.pk}/test/").status_code == 302
    assert NotificationDelivery.objects.get().notification.event == "channel.test"
    assert admin.post(f"{LIST}{webhook.pk}/remove/").status_code == 302
    assert not Channel.objects.exists()


def test_send_again__given_up__waits_anew(log_in, delivery) -> None:
    delivery.due.delete()
    NotificationDelivery.objects.update(state=DeliveryState.DEAD, attempts=10, error="the receiver answered 500")
    assert "the receiver answered 500" in log_in("auditor").get(f"{DELIVERIES}{delivery.pk}/change/").content.decode()
    assert log_in("admin").post(f"{DELIVERIES}{delivery.pk}/send_again/").status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == (DeliveryState.PENDING, 0, "")
    assert delivery.due


def test_send_again__on_its_way__the_form_says_so(log_in, delivery) -> None:
    page = log_in("admin").post(f"{DELIVERIES}{delivery.pk}/send_again/")
    assert "on its way already" in page.content.decode()


@pytest.mark.parametrize("address", [LIST, DELIVERIES])
def test_lists__who_may_look__admins_and_auditors_find_them_in_the_side_bar(log_in, delivery, address) -> None:
    for role, status in (("admin", 200), ("auditor", 200), ("analyst", 403), ("approver", 403)):
        client = log_in(role)
        assert client.get(address).status_code == status, role
        assert (f'href="{address}"' in client.get("/admin/").content.decode()) == (status == 200), role


@pytest.mark.parametrize("verb", ["add_email/", "add_webhook/", "{}/edit/", "{}/test/", "{}/remove/"])
def test_verbs__auditor__refused(log_in, webhook, verb) -> None:
    assert log_in("auditor").post(LIST + verb.format(webhook.pk)).status_code == 403


def test_edit__switched_off__kept_with_the_secret_it_had(log_in, webhook) -> None:
    given = {"name": "hook", "url": "https://hooks.example.org/in", "events": ""}
    assert log_in("admin").post(f"{LIST}{webhook.pk}/edit/", given).status_code == 302
    changed = Channel.objects.get()
    assert (changed.enabled, changed.events, changed.url) == (False, [], "https://hooks.example.org/in")
    assert changed.secret == webhook.secret
