"""Telling a worker that there is something to assess: soon, and not once for each application.

A message is sent at once, unless one was sent a moment ago: then one more follows when that moment is over, and speaks
for all who came meanwhile. It holds nothing but whose work it is. One that is lost delays nothing for long: the sweep
finds whatever waits.
"""

import threading
import time
from uuid import UUID

import structlog
from celery import current_app
from kombu.exceptions import OperationalError as BrokerError

DRAIN = "intake.drain"
MOMENT = 0.05
EXPIRES_SECONDS = 60.0  # longer than others take their turns; where no worker is there, no more than that pile up
_ONE_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}  # a connection may have gone stale
_Key = tuple[UUID, str]
_log = structlog.get_logger(__name__)


class Waker:
    """Safe for threads."""

    def __init__(self, moment: float = MOMENT) -> None:
        self._moment = moment
        self._lock = threading.Lock()
        self._last: dict[_Key, float] = {}
        self._coming: dict[_Key, threading.Timer] = {}

    def wake(self, tenant_id: UUID, use_case: str) -> None:
        """To be called after the commit of what there is to do."""
        key = (tenant_id, use_case)
        with self._lock:
            coming = self._coming.get(key)
            if coming is not None and coming.is_alive():
                return
            wait = self._last.get(key, 0.0) + self._moment - time.monotonic()
            if wait > 0:
                self._coming[key] = timer = threading.Timer(wait, self._send, (key,))
                timer.daemon = True
                timer.start()
                return
            self._last[key] = time.monotonic()
        send(tenant_id, use_case)

    def _send(self, key: _Key) -> None:
        with self._lock:
            del self._coming[key]
            self._last[key] = time.monotonic()
        send(*key)


def send(tenant_id: UUID, use_case: str) -> None:
    """Where the broker does not answer, it is logged, and left to the sweep."""
    given = {"tenant_id": str(tenant_id), "use_case": use_case}
    try:
        current_app.send_task(DRAIN, kwargs=given, retry=True, retry_policy=_ONE_RETRY, expires=EXPIRES_SECONDS)
    except BrokerError as error:
        _log.warning("broker_down", error=str(error))


wake = Waker().wake
