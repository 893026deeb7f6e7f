"""Taking applications in, and moving them on."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from scorewright.loop.audit.models import Entry
from scorewright.loop.intake import actions, queries
from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.assessing.claiming import claim
from scorewright.loop.intake.models import Application, Assessment, Monitored
from scorewright.loop.intake.numbering import next_references
from scorewright.loop.intake.refusals import ApplicationConflictError, ApplicationNotFoundError
from scorewright.loop.intake.statuses import MOVES, Status


def submit(application: Application) -> Application:
    return actions.submit(application_id=application.pk, by="user:test")


def submit_and_fail(application: Application) -> None:
    submit(application)
    raise ZeroDivisionError


def test_submit__rolled_back__leaves_no_assessment_and_no_message(office, apply, sent) -> None:
    made = office.do(lambda: apply(submit=False))
    with pytest.raises(ZeroDivisionError):
        office.do(lambda: submit_and_fail(made))
    with office.acting():
        assert Assessment.objects.count() == 0
        assert Application.objects.get(pk=made.pk).status == "DRAFT"
    assert sent == []
    with office.acting():
        submit(made)
        assert sent == []
    assert sent == [(office.tenant_id, "late_delivery")]


def test_numbers__many_at_once__are_unique_and_without_a_gap(office) -> None:
    now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)

    def take(count: int) -> list[str]:
        try:
            return office.do(lambda: next_references("LD", count, now))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = [number for numbers in pool.map(take, [1, 2, 3] * 20) for number in numbers]
    assert sorted(found) == [f"LD-2026-{number:04}" for number in range(1, 121)]


@pytest.mark.usefixtures("tenant", "taking")
def test_numbers__next_year_and_beyond_ten_thousand__begin_anew_and_grow() -> None:
    assert next_references("LD", 9_999, datetime(2026, 6, 1, tzinfo=UTC))[-1] == "LD-2026-9999"
    assert next_references("LD", 1, datetime(2026, 6, 1, tzinfo=UTC)) == ["LD-2026-10000"]
    assert next_references("LD", 1, datetime(2027, 1, 1, tzinfo=UTC)) == ["LD-2027-0001"]
    assert next_references("SW", 1, datetime(2026, 6, 1, tzinfo=UTC)) == ["SW-2026-0001"]


def test_submit__by_many_at_once__one_of_them_does(office, apply) -> None:
    made = office.do(lambda: apply(submit=False))

    def hand_in(_: int) -> bool:
        try:
            office.do(lambda: submit(made))
        except ApplicationConflictError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(hand_in, range(6))) == 1
    with office.acting():
        assert Assessment.objects.count() == 1


@pytest.mark.usefixtures("tenant")
@pytest.mark.parametrize("now", list(Status))
def test_move__only_where_the_table_says(apply, now) -> None:
    for then in Status:
        made = apply()
        Application.objects.filter(pk=made.pk).update(status=now)
        if then in MOVES[now]:
            actions.move(application_id=made.pk, status=then, by="user:ama", reason="seen")
            assert Application.objects.get(pk=made.pk).status == then
        else:
            with pytest.raises(ApplicationConflictError, match=f"{made} is {now}, and cannot become {then}"):
                actions.move(application_id=made.pk, status=then, by="user:ama", reason="seen")


@pytest.mark.usefixtures("tenant")
def test_update__version_that_was_overtaken__is_refused(apply) -> None:
    made = apply(submit=False)
    first = actions.update(application_id=made.pk, changes=Parts({"distance": 1.5}), version=1, by="user:test")
    assert first.version == 2
    with pytest.raises(ApplicationConflictError, match="it is version 2 now"):
        actions.update(application_id=made.pk, changes=Parts({"distance": 2.5}), version=1, by="user:test")


@pytest.mark.usefixtures("tenant")
def test_update__whole__takes_away_what_is_not_named(apply) -> None:
    made = apply(submit=False, monitored={"gender": "f"})
    given = Parts({"distance": 1.5}, {"phone": "1"})
    changed = actions.update(application_id=made.pk, changes=given, whole=True, by="user:test")
    assert (changed.record, changed.personal) == ({"distance": 1.5}, {"phone": "1"})
    assert not Monitored.objects.filter(application=made).exists()


@pytest.mark.usefixtures("tenant")
def test_update__closed_application__is_refused(apply) -> None:
    made = apply()
    actions.move(application_id=made.pk, status=Status.APPROVED, by="user:test")
    with pytest.raises(ApplicationConflictError, match="nothing in it can be changed"):
        actions.update(application_id=made.pk, changes=Parts({"distance": 1.5}), by="user:test")


@pytest.mark.usefixtures("tenant")
def test_delete__is_out_of_sight_and_still_there(apply) -> None:
    made = apply()
    actions.delete(application_id=made.pk, by="user:test")
    with pytest.raises(ApplicationNotFoundError):
        queries.application(made.pk)
    with pytest.raises(ApplicationNotFoundError):
        actions.delete(application_id=made.pk, by="user:test")
    assert Assessment.objects.filter(application=made).exists()


@pytest.mark.usefixtures("tenant")
def test_trail__tells_of_changes_and_not_of_what_is_personal(apply) -> None:
    made = apply(submit=False)
    actions.update(application_id=made.pk, changes=Parts({"distance": 77.25}, {"phone": "555123"}), by="user:test")
    entries = [entry for entry in Entry.objects.order_by("sequence") if entry.action.startswith("application.")]
    assert [entry.action for entry in entries] == ["application.created", "application.changed"]
    assert not re.search(r"77\.25|555123|\+233", "".join(entry.content for entry in entries))


@pytest.mark.parametrize("spoil", ["UPDATE intake_assessment SET score = 850", "DELETE FROM intake_assessment"])
def test_completed_assessment__no_statement_changes_it(office, apply, spoil) -> None:
    office.do(apply)
    office.drain()
    with pytest.raises(DatabaseError, match="what an assessment came to is kept"), office.acting():
        connection.cursor().execute(spoil)


def test_update__becomes_urgent_while_its_assessment_waits__is_assessed_first(office, apply) -> None:
    with office.acting():
        earlier, urgent = apply(), apply()
        Assessment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        actions.update(application_id=urgent.pk, is_priority=True, by="user:test")
        (first,) = claim("late_delivery", most=1).ids
        assert Assessment.objects.get(pk=first).application_id == urgent.pk
        actions.update(application_id=urgent.pk, is_priority=False, by="user:test")
        assert Assessment.objects.get(pk=first).is_priority  # nobody asks what is being worked on how urgent it is
        assert not Assessment.objects.get(application=earlier).is_priority


def test_move__reason_that_names_the_applicant__stands_in_the_trail_without_the_name(office, apply) -> None:
    made = office.do(lambda: apply(personal={"phone": "+233 24 000 0000", "nickname": "Kojo Annan"}))
    reason = "Kojo must bring GHA-123456789-0; call 0244123456, and ask for payslips of June"
    office.do(
        lambda: actions.move(application_id=made.pk, status=Status.NEEDS_INFO, reason=reason, by="user:test"),
    )
    with office.acting():
        (entry,) = Entry.objects.filter(action="application.moved")
    assert json.loads(entry.content)["reason"] == (
        "[redacted] must bring [redacted]; call [redacted], and ask for payslips of June"
    )
