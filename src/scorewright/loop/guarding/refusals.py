"""Why nothing is watched."""


class NotGuardedError(LookupError):
    """There is nothing to watch over; the message says why."""
