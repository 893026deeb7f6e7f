"""How much a caller may ask for in a minute, told in the headers of draft-ietf-httpapi-ratelimit-headers-10.

Counted in this process alone, so that no request waits for another machine: each of the web processes grants its share
of the limit.
"""

from dataclasses import dataclass
from time import monotonic

from scorewright.loop.serving.door.replies import Header, Refusal
from scorewright.loop.tenancy.scope import Scope

WINDOW_SECONDS = 60
MOST_KEPT = 10_000


@dataclass(slots=True)
class _Window:
    ends_at: float
    left: int


class RateLimits:
    """``per_minute`` records a key may send to this process; None for no limit."""

    def __init__(self, per_minute: int | None) -> None:
        self._per_minute = per_minute
        self._windows: dict[tuple[int, str], _Window] = {}
        self._policy: Header = (b"ratelimit-policy", b'"records";q=%d;w=%d' % (per_minute or 0, WINDOW_SECONDS))

    def take(self, caller: Scope, records: int) -> list[Header]:
        """The headers of the answer. Refuses what goes beyond the limit, and then takes nothing."""
        if self._per_minute is None:
            return []
        now = monotonic()
        window = self._windows.get((caller.tenant_id.int, caller.actor))
        if window is None or now >= window.ends_at:
            window = self._open(caller, now, self._per_minute)
        seconds = int(window.ends_at - now) + 1
        if records > window.left:
            raise self._refusal(window.left, seconds, records)
        window.left -= records
        return [self._policy, (b"ratelimit", b'"records";r=%d;t=%d' % (window.left, seconds))]

    def _open(self, caller: Scope, now: float, left: int) -> _Window:
        if len(self._windows) >= MOST_KEPT:
            self._windows = {key: window for key, window in self._windows.items() if now < window.ends_at}
        window = _Window(now + WINDOW_SECONDS, left)
        self._windows[(caller.tenant_id.int, caller.actor)] = window
        return window

    def _refusal(self, left: int, seconds: int, records: int) -> Refusal:
        return Refusal(
            429,
            "Too many records",
            f"This key may send {self._per_minute} records a minute to each web process, and {left} are left of them; "
            f"{records} were sent. Nothing was decided.",
            headers={
                "Retry-After": str(seconds),
                "RateLimit-Policy": self._policy[1].decode(),
                "RateLimit": f'"records";r={left};t={seconds}',
            },
        )
