"""Rows of a host's own model: any model will do, since nothing of a row is read but what the declaration says."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import product
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models.signals import post_save, pre_delete, pre_save

from scorewright.loop.intake import actions, hosting
from scorewright.loop.intake.hosting import Host
from scorewright.loop.intake.models import Application, Assessment, Monitored
from scorewright.loop.intake.statuses import Status
from tests.loop.intake.conftest import PERSONAL, RECORD, Office


@dataclass
class Hosted:
    """One row, which a test changes and saves."""

    office: Office
    record: dict[str, Any] = field(default_factory=lambda: dict(RECORD))
    submitted: bool = True
    monitored: dict[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> Host[Group]:
        return Host(
            model=Group,
            use_case=self.office.use_case.name,
            tenant=lambda _: self.office.tenant_id,
            record=lambda _: self.record,
            submitted=lambda _: self.submitted,
            personal=lambda _: PERSONAL,
            monitored=lambda _: self.monitored,
        )

    def save(self, *, submitted: bool = True, **record: Any) -> Application | None:
        self.submitted = submitted
        self.record |= record
        return self.host.follow(Group(pk=1))

    def causes(self) -> list[str]:
        with self.office.acting():
            return list(Assessment.objects.order_by("id").values_list("cause", flat=True))

    def do(self, act: Callable[..., Any], **given: Any) -> Any:
        """To the application, as an analyst would."""
        found = self.host.application(Group(pk=1))
        assert found is not None
        return self.office.do(lambda: act(application_id=found.pk, by="user:test", **given))


@pytest.fixture
def row(office: Office) -> Hosted:
    return Hosted(office)


def test_row_whose_application_was_deleted__saved_again__has_a_new_one_and_only_one(row) -> None:
    first = row.save()
    row.do(actions.delete)
    second, third = row.save(distance=90.0), row.save(distance=20.0)
    assert second.pk == third.pk != first.pk
    assert third.record["distance"] == 20.0


def test_row_saved_twice_at_once_for_the_first_time__one_application(row, monkeypatch) -> None:
    """The other is through between our looking for an application and our making one."""
    create = actions.create

    def late(**given: Any) -> Application:
        monkeypatch.setattr(hosting.actions, "create", create)
        other = Thread(target=lambda: (row.host.follow(Group(pk=1)), connections.close_all()))
        other.start()
        other.join()
        return create(**given)

    monkeypatch.setattr(hosting.actions, "create", late)
    row.save()
    with row.office.acting():
        assert Application.objects.count() == 1
    assert row.causes() == ["host"]


def test_row__for_which_information_was_missing__is_handed_in_again_with_its_next_change(row) -> None:
    row.save()
    row.do(actions.move, status=Status.NEEDS_INFO)
    assert row.save().status == Status.NEEDS_INFO
    assert row.save(distance=41.0).status == Status.SUBMITTED
    assert row.causes() == ["host", "host"]


def test_row__that_leaves_and_comes_back_for_information__is_handed_in_again_though_nothing_changed(row) -> None:
    row.save()
    row.do(actions.move, status=Status.NEEDS_INFO)
    row.save(submitted=False)
    assert row.save().status == Status.SUBMITTED
    assert row.causes() == ["host"]  # that state is assessed


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.UNDER_REVIEW])
def test_row__that_leaves_and_comes_back_with_a_small_change__asks(row, status) -> None:
    row.save()
    if status == Status.UNDER_REVIEW:
        row.do(actions.move, status=status)
    row.save(distance=41.0)
    assert row.causes() == ["host"]
    row.save(submitted=False, distance=42.0)
    assert row.causes() == ["host"]
    back = row.save()
    assert (back.status, back.assessment.record["distance"]) == (status, 42.0)
    row.save(distance=43.0)
    assert row.causes() == ["host", "host"]


def test_row__that_leaves_after_the_verdict__changes_nothing(row) -> None:
    row.save()
    row.do(actions.move, status=Status.APPROVED)
    row.save(submitted=False)
    assert row.save(distance=90.0).record["distance"] == 40.0
    assert row.causes() == ["host"]


def test_row__what_is_monitored_of_it__is_kept_apart_and_followed(row) -> None:
    row.save()
    row.monitored = {"gender": "f"}
    kept = row.save()
    row.save(distance=41.0)
    with row.office.acting():
        assert Monitored.objects.get(application=kept).values == {"gender": "f"}
    assert "gender" not in kept.record
    assert row.causes() == ["host"]


def test_row__whose_own_function_tells_a_name__raises_without_it(row) -> None:
    def told(_: Group) -> Any:
        raise ValueError(f"no income of Kwabena, call {PERSONAL['phone']}")

    host = replace(row.host, record=told, personal=lambda _: PERSONAL | {"nickname": "Kwabena"})
    for act in (host.follow, host.check):
        with pytest.raises(ValueError, match=r"^no income of \[redacted\], call \[redacted\]$"):
            act(Group(pk=1))


class NamedGroup(Group):
    """A proxy, as admin pages have them."""

    class Meta:
        proxy = True
        app_label = "auth"


def test_row_saved_by_a_proxy__is_followed_as_any_other(office: Office) -> None:
    scores = hosting.assess(
        Group,
        use_case=office.use_case.name,
        tenant=lambda _: office.tenant_id,
        record=lambda _: dict(RECORD),
        submitted=lambda row: row.name.startswith(office.tenant_id.hex),
        personal=lambda _: PERSONAL,
    )
    try:
        row = NamedGroup.objects.create(name=office.tenant_id.hex)
        assert scores.application(row) is not None
        assert not pre_delete.has_listeners(Permission)  # whose rows go in one statement still
        row.delete()
        assert scores.application(Group(pk=row.pk, name=row.name)) is None
    finally:
        for signal, sender in product((pre_save, post_save, pre_delete), (Group, NamedGroup)):
            assert signal.disconnect(sender=sender, dispatch_uid=f"scorewright.intake.{office.use_case.name}")
