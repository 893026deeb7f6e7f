import threading
import time
import uuid
from datetime import timedelta

from scorewright.loop.intake import tasks
from scorewright.loop.intake.assessing import waking
from scorewright.loop.intake.assessing.draining import LONGEST_SECONDS
from scorewright.loop.intake.assessing.waking import Waker
from scorewright.loop.intake.models import Assessment


def test_wake__many_at_once__one_message_at_once_and_one_that_speaks_for_the_rest(monkeypatch) -> None:
    sent: list[tuple[uuid.UUID, str]] = []
    both = threading.Event()

    waker, tenant = Waker(moment=0.2), uuid.uuid4()

    def send(*message: object) -> None:
        if message[0] != tenant:  # of an earlier test, whose moment is over only now
            return
        sent.append(message)
        if len(sent) == 2:
            both.set()

    monkeypatch.setattr(waking, "send", send)
    began = time.monotonic()
    for _ in range(50):
        waker.wake(tenant, "credit")
    if time.monotonic() - began < 0.2:
        assert len(sent) == 1
    assert both.wait(20)
    assert set(sent) == {(tenant, "credit")}


def test_wake__broker_away__is_left_to_the_sweep(monkeypatch) -> None:
    from kombu.exceptions import OperationalError

    def refuse(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(waking.current_app, "send_task", refuse)
    waking.send(uuid.uuid4(), "credit")


def test_send__nobody_takes_it__outlives_the_turns_of_others_and_is_gone_after_a_minute(monkeypatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(waking.current_app, "send_task", lambda _, **options: given.update(options))
    waking.send(uuid.uuid4(), "credit")
    assert LONGEST_SECONDS < float(str(given["expires"])) <= 60


def test_sweep__message_was_lost_and_worker_has_died__both_are_worked_on(office, apply, sent, monkeypatch) -> None:
    from django.utils import timezone

    from scorewright.loop.intake.assessing.claiming import claim

    monkeypatch.setattr(tasks, "send", lambda *message: sent.append(message))
    assert tasks.sweep(tenant_id=str(office.tenant_id)) == 0
    office.do(apply)
    office.do(lambda: claim("late_delivery"))
    with office.acting():
        Assessment.objects.update(claimed_at=timezone.now() - timedelta(minutes=1))
    sent.clear()
    assert tasks.sweep(tenant_id=str(office.tenant_id)) == 1
    assert sent == [(office.tenant_id, "late_delivery")]
    assert tasks.drain("late_delivery", tenant_id=str(office.tenant_id)) == 1
    assert tasks.sweep(tenant_id=str(office.tenant_id)) == 0
