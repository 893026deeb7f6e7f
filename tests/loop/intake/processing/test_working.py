from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from scorewright.loop.intake.models import Application, Assessment, ForcedRun
from scorewright.loop.intake.processing import runs
from scorewright.loop.intake.processing.selection import Selection
from scorewright.loop.intake.processing.working import Progress, process
from scorewright.loop.intake.refusals import ProcessingOffError
from scorewright.loop.intake.statuses import Status
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.actions import create_tenant

FORCED = Selection(force=True)
Run = Callable[..., Progress]


@pytest.fixture
def run(office) -> Run:
    def run(selection: Selection = FORCED, *, size: int = 10, **options: object) -> Progress:
        return process(selection, tenant_id=office.tenant_id, by="command:test", size=size, **options)

    return run


@pytest.fixture
def unseen(office, apply) -> Callable[..., list[Application]]:
    """Takes applications in of which nobody is told."""

    def take_in(number: int, **options: object) -> list[Application]:
        with override_settings(ML_PROCESSING_ENABLED=False):
            made: list[Application] = office.do(lambda: [apply(**options) for _ in range(number)])
        return made

    return take_in


def after(looks: int) -> Callable[[], bool]:
    """Stops a run at its look of this number."""
    left: Iterator[int] = count(looks, -1)
    return lambda: next(left) <= 0


def per_application(office) -> Counter[int]:
    """How many applications have how many assessments, each with a decision of its own."""
    with office.acting():
        rows = Assessment.objects.filter(processing_status="COMPLETED").values_list("application_id", flat=True)
        counted = Counter(rows)
        assert Decision.objects.filter(route="intake").count() == counted.total()
    return Counter(counted.values())


def test_process__a_hundred_and_no_worker__ends(office, run, unseen) -> None:
    unseen(100)
    done = run(Selection(missing_only=True))
    assert (done.finished, done.chosen, done.asked, done.ended) == (True, 100, 100, {"COMPLETED": 100})
    assert per_application(office) == {1: 100}
    again = run(Selection())
    assert (again.finished, again.chosen, again.done) == (True, 0, 0)


def test_process__interrupted_and_begun_again__each_is_assessed_once(office, run, unseen) -> None:
    unseen(25)
    first = run(Selection(), size=4, stopped=after(2))
    assert not first.finished
    assert 0 < first.done < 25
    second = run(Selection(), size=4)
    assert second.finished
    assert first.ended["COMPLETED"] + second.ended["COMPLETED"] == 25
    assert per_application(office) == {1: 25}


def test_process__forced_and_interrupted__goes_on_where_it_was(office, run, unseen) -> None:
    unseen(25)
    run(Selection())
    first = run(size=4, stopped=after(2))
    assert not first.finished
    second = run(size=4)
    assert (second.finished, second.chosen, second.done) == (True, 25, 25)
    assert second.before == first.ended["COMPLETED"] > 0
    assert per_application(office) == {2: 25}
    assert run().before == 0  # that run has ended: this is another
    assert per_application(office) == {3: 25}


def test_process__the_same_forced_twice_at_once__both_share_one_run(office, run, unseen) -> None:
    unseen(25)
    run(Selection())
    others: list[Progress] = []

    def meanwhile(_: Progress) -> None:
        if not others:
            others.append(run(size=4))

    first = run(size=4, tell=meanwhile)
    assert first.finished
    assert others[0].finished
    assert per_application(office) == {2: 25}


def test_begun__by_two_at_once__is_one_run(office) -> None:
    def begin() -> UUID:
        return runs.begun(FORCED, by="command:test", anew=False).pk

    def in_a_thread() -> UUID:
        try:
            return office.do(begin)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with office.acting():
            mine = begin()
            theirs = threads.submit(in_a_thread)
            wait([theirs], timeout=0.5)  # without a lock it has begun another by then
        assert theirs.result(20) == mine


def test_process__forced_run_that_was_interrupted__is_forgotten_when_told_or_after_a_day(office, run, unseen) -> None:
    unseen(6)
    run(Selection())
    run(size=2, stopped=after(1))
    assert run(anew=True).before == 0
    run(size=2, stopped=after(1))
    with office.acting():
        ForcedRun.objects.update(began_at=timezone.now() - timedelta(hours=25))
    assert run().before == 0


def test_process__what_was_asked_for_already__is_waited_for_and_not_asked_for_twice(office, run, apply) -> None:
    office.do(apply)
    later = timezone.now() + timedelta(hours=1)
    retried = office.do(apply)
    with office.acting():
        waiting = Assessment.objects.filter(application=retried)
        waiting.update(processing_status="RETRYING", retry_count=2, due_at=later)
    done = run(Selection())
    assert (done.asked, done.ended) == (0, {"COMPLETED": 2})
    assert per_application(office) == {1: 2}


def test_process__whoever_had_one_is_gone__it_is_made_all_the_same(office, run, apply) -> None:
    made = office.do(apply)
    with office.acting():
        held = {"claimed_at": timezone.now() - timedelta(minutes=1), "claimed_by": uuid4()}
        Assessment.objects.filter(application=made).update(processing_status="PROCESSING", due_at=None, **held)
    assert run(Selection()).ended == {"COMPLETED": 1}


def test_process__incomplete_draft__is_passed_over_with_the_reason(office, run, unseen) -> None:
    (draft,) = unseen(1, record={"parcels": 3}, submit=False)
    done = run(Selection(status=Status.DRAFT))
    assert (done.finished, done.passed_over, done.asked) == (True, 1, 0)
    ((reference, reason),) = done.reasons
    assert reference == draft.reference_number
    assert "record.distance" in reason


def test_process__switched_off__says_so(run, unseen) -> None:
    unseen(1)
    with (
        override_settings(ML_PROCESSING_ENABLED=False),
        pytest.raises(ProcessingOffError, match="ML_PROCESSING_ENABLED"),
    ):
        run(Selection())


def test_process__another_tenants_applications__are_not_touched(unseen) -> None:
    unseen(1)
    name = f"another-{uuid4().hex[:12]}"
    other = create_tenant(slug=name, name=name, by="test").pk
    done = process(Selection(), tenant_id=other, by="command:test", size=10)
    assert (done.chosen, done.finished) == (0, True)
