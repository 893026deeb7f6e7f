"""What a use case's own function says of a person while an assessment is made: it stands nowhere."""

import logging
import re
import traceback
from typing import Any

import pytest
import structlog
from django.db import OperationalError

from scorewright.declare.fallback import Fallback
from scorewright.loop.intake.assessing import draining
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.processing.selection import Selection
from scorewright.loop.intake.processing.working import process
from scorewright.loop.notifications.models import Alert
from tests.loop.intake.conftest import DECISION, INTAKE, RECORD, Office

POISON = 666.0
NAME, PHONE = "Kwabena Asante", "+233 24 000 0000"
_library, _log = logging.getLogger("some.library"), structlog.get_logger("a.use.case")


def tells(record: Any) -> float:
    """Knows the name from elsewhere, and says it in each way that there is."""
    if record["distance"] != POISON:
        return 0.5
    _library.error("no answer for %s", NAME)
    _log.warning("no_answer", of=NAME)
    try:
        int(NAME)
    except ValueError:
        _library.exception("not a number")
    raise RuntimeError(f"no answer for {NAME}")


@pytest.fixture
def telling(redeclare, tenant_id, sent) -> Office:
    office = Office(tenant_id, redeclare(intake=INTAKE, decision=DECISION, fallback=Fallback(probability=tells)))
    submit(office)
    return office


def submit(office: Office) -> None:
    from scorewright.loop.intake.accepting import Parts
    from scorewright.loop.intake.actions import Given, create_many

    given = [
        Given(parts=Parts(RECORD | {"distance": POISON}, {"phone": PHONE, "nickname": name}), submit=True)
        for name in (NAME, "Asante Kwabena")
    ]
    office.do(lambda: create_many(use_case=office.use_case, given=given, by="user:test"))


@pytest.fixture
def said(capsys, caplog):
    """All that was logged, by whomever."""

    def said() -> str:
        lines = "".join(logging.Formatter().format(one) for one in caplog.records)
        return capsys.readouterr().out + caplog.text + lines

    return said


def names_nobody(text: str) -> bool:
    return not any(word in text for word in ("Kwabena", "Asante", "24 000"))


def test_drain__a_use_case_that_tells_names__logs_and_keeps_none(telling, said) -> None:
    assert telling.drain().worked_on == 2
    text = said()
    assert text.count("no answer for") >= 2  # what happened is told
    assert re.search(r"assessment_attempt_failed.*test_names\.py:\d+ in tells", text)
    assert names_nobody(text)
    with telling.acting():
        kept = [*Assessment.objects.values_list("processing_error"), *Alert.objects.values_list("message")]
    assert names_nobody(str(kept))


def test_command__a_use_case_that_tells_names__logs_and_tells_none(telling, said) -> None:
    from django.conf import settings
    from django.test import override_settings

    with override_settings(ML_RETRY_ATTEMPTS=0):
        done = process(Selection(), tenant_id=telling.tenant_id, by="user:test", size=settings.ML_BATCH_SIZE)
    assert done.ended == {"FAILED": 2}
    assert names_nobody(str(done.reasons) + said())


def test_drain__that_fails_on_after_it__its_traceback_names_nobody(telling, said, monkeypatch) -> None:
    """Whoever runs the task logs what leaves it, with all that it came from."""

    def gone(*_: Any) -> None:
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(draining, "_fail", gone)
    with pytest.raises(OperationalError) as raised:
        telling.drain()
    text = "".join(traceback.format_exception(raised.value))
    assert "RuntimeError: no answer for [redacted]" in text
    assert names_nobody(text + said())
