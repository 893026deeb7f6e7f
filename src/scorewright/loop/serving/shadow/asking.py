"""The thread in which shadows are asked."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep

from scorewright.loop.serving.django_thread import in_django
from scorewright.loop.serving.shadow.keeping import keep
from scorewright.loop.serving.shadow.scoring import ShadowRow, Watched, shadow_row
from scorewright.loop.serving.shadow.waiting import Waiting
from scorewright.loop.serving.tallies.tallies import TALLIES

KEEP_SECONDS = 0.5
MOST_KEPT_AT_ONCE = 500
BEAT_SECONDS = 0.1
# It rests three times as long as it worked: shadows get a quarter of the interpreter at most, and less where others
# need it, since waiting for it counts as work. What that is too little for is dropped.
RESTS = 3.0
LONGEST_REST_SECONDS = 0.1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the thread is at, and since when."""

    watched: Watched
    since: float


class Asking(Thread):
    """Asks about what is ``waiting`` until it is told to ``finish``; ``first`` are rows to be kept with its own.

    A daemon: a challenger that hangs must not keep the process from ending.
    """

    def __init__(self, waiting: Waiting, first: Iterable[ShadowRow] = ()) -> None:
        super().__init__(name="shadow", daemon=True)
        self._waiting = waiting
        self._rows = list(first)
        self._kept_at = monotonic()
        self._finishing = False
        self._left = False
        self.at: Asked | None = None

    def run(self) -> None:
        while not self._left and not (self._finishing and not len(self._waiting)):
            watched = self._waiting.take(BEAT_SECONDS)
            if watched is not None:
                self._ask(watched)
            if self._due():
                self._keep()
        if not self._left:
            self._keep()

    def finish(self) -> None:
        """Ask about what waits now, keep it, and end."""
        self._finishing = True

    def leave(self) -> list[ShadowRow]:
        """Somebody else goes on: what it is at does not count any more. The rows that it has not kept."""
        self._left = True
        rows, self._rows = self._rows, []
        return rows

    def _ask(self, watched: Watched) -> None:
        begun = monotonic()
        self.at = Asked(watched, begun)
        row = shadow_row(watched)
        self.at = None
        if not self._left:
            self._rows.append(row)
            self._rest(monotonic() - begun)

    def _rest(self, worked: float) -> None:
        if not self._finishing:
            sleep(min(worked * RESTS, LONGEST_REST_SECONDS))

    def _due(self) -> bool:
        return len(self._rows) >= MOST_KEPT_AT_ONCE or monotonic() - self._kept_at >= KEEP_SECONDS

    def _keep(self) -> None:
        rows, self._rows, self._kept_at = self._rows, [], monotonic()
        if not rows:
            return
        try:
            in_django(keep, rows)
        except Exception as error:  # only the comparison lacks these rows, and the thread has others to keep
            _log.warning("%d shadow decisions could not be kept: %s", len(rows), type(error).__name__)
            for row in rows:
                TALLIES.shadows(row.use_case, row.version, "dropped").add()
            return
        for row in rows:
            TALLIES.shadows(row.use_case, row.version, "failed" if row.error else "decided").add()
