"""What an analyst is told of an application of theirs."""

import json
import uuid

import pytest
from django.conf import settings

from scorewright.loop.notifications import queries
from scorewright.loop.notifications.channel_actions import add_channel
from scorewright.loop.notifications.delivering import deliver
from scorewright.loop.notifications.mails import mail_of
from scorewright.loop.notifications.models import Channel, Notification, NotificationDelivery
from scorewright.loop.notifications.webhooks import body_of
from scorewright.loop.tenancy.actions import add_member, change_role, remove_member
from scorewright.loop.tenancy.models import Membership, Role, Tenant, User
from scorewright.loop.tenancy.scope import acting

PERSONAL = {"phone": "+233 24 412 3456", "nickname": "Kojo Annan"}


@pytest.fixture
def analyst(office, monkeypatch) -> User:
    monkeypatch.setattr(settings, "EMAIL_READY", True)
    name = f"esi-{uuid.uuid4().hex[:12]}"
    user = User.objects.create_user(name, email=f"{name}@bank.example.org")
    with office.acting():
        add_member(user=user, role=Role.ANALYST, by="user:test")
        mails = {"addresses": ["all@bank.example.org"], "events": ("assessment.",), "by": "user:test"}
        add_channel(kind=Channel.Kind.EMAIL, name="mails", **mails)
        hook = {"url": "https://hooks.example.org/in", "events": ("assessment.completed",), "by": "user:test"}
        add_channel(kind=Channel.Kind.WEBHOOK, name="hook", **hook)
    return user


def test_completed__of_an_assigned_application__its_analyst_alone_is_told_in_all_three_ways(
    office, apply, analyst
) -> None:
    mine = office.do(lambda: apply(assigned_analyst=analyst, personal=PERSONAL))
    office.do(lambda: apply(personal=PERSONAL))  # nobody's
    office.drain()
    with office.acting():
        told = Notification.objects.get(event="assessment.completed")
        assert (told.recipient, told.data["reference_number"]) == (analyst, mine.reference_number)
        mine.refresh_from_db()
        expected = mine.assessment
        assert {name: told.data[name] for name in ("score", "category", "risk_level", "confidence", "trip")} == {
            "score": expected.score,
            "category": expected.category,
            "risk_level": expected.risk_level,
            "confidence": expected.confidence,
            "trip": "short",
        }
        assert told.data["needs_manual_review"] is True
        assert told.data["reasons"] == [reason["words"] for reason in expected.reasons]
        assert str(expected.score) in told.title
        ways = set(NotificationDelivery.objects.values_list("channel__name", "address"))
        assert ways == {("mails", analyst.email), ("hook", "")}
        channel = Channel.objects.get(name="mails")
        mail = mail_of(told, address=analyst.email, channel=channel, tenant=Tenant.objects.get(pk=office.tenant_id))
        for text in (mail.subject + mail.body, body_of(told).decode(), json.dumps(told.data)):
            assert mine.reference_number in text
            assert "412 3456" not in text
            assert "Kojo" not in text
        assert not queries.notifications(event="assessment.completed").exists()  # of somebody else
    with acting(office.tenant_id, actor="user:esi", role="analyst", user_id=analyst.pk):
        assert queries.notifications(event="assessment.completed", unread=True).get() == told


def test_completed__assigned_to_somebody_without_an_address__no_e_mail(office, apply, analyst) -> None:
    User.objects.filter(pk=analyst.pk).update(email="")
    analyst.refresh_from_db()
    office.do(lambda: apply(assigned_analyst=analyst))
    office.drain()
    with office.acting():
        assert [one.channel.name for one in NotificationDelivery.objects.select_related("channel")] == ["hook"]


@pytest.mark.parametrize("how", ["removed", "switched off", "no analyst any more"])
def test_completed__assigned_to_a_former_analyst__nobody_is_told(office, apply, analyst, how: str) -> None:
    office.do(lambda: apply(assigned_analyst=analyst))
    with office.acting():
        _leave(analyst, how)
    office.drain()
    with office.acting():
        assert not Notification.objects.filter(event="assessment.completed").exists()


@pytest.mark.parametrize("how", ["removed", "switched off"])
def test_delivery__its_person_left_meanwhile__is_not_sent(office, apply, analyst, how: str) -> None:
    office.do(lambda: apply(assigned_analyst=analyst))
    office.drain()
    with office.acting():
        _leave(analyst, how)
        (by_mail,) = NotificationDelivery.objects.filter(channel__name="mails")
    deliver(office.tenant_id, by_mail.pk)
    with office.acting():
        by_mail.refresh_from_db()
        assert (by_mail.state, by_mail.error) == ("dead", "its person is no active member any more")


def _leave(analyst: User, how: str) -> None:
    member = Membership.objects.get(user=analyst)
    if how == "removed":
        remove_member(membership=member, by="user:test")
    elif how == "switched off":
        User.objects.filter(pk=analyst.pk).update(is_active=False)
    else:
        change_role(membership=member, role=Role.APPLICANT, by="user:test")
