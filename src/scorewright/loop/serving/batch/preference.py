"""``Prefer: respond-async`` (RFC 7240, section 4.1): a caller who would rather come back than wait."""

RESPOND_ASYNC = "respond-async"


def prefers_job(prefer: str) -> bool:
    """Whether the header ``prefer``, among whatever else, asks for it.

    >>> prefers_job("wait=10, Respond-Async; foo=bar"), prefers_job("respond-async=no-such-thing"), prefers_job("")
    (True, False, False)
    """
    preferences = (each.partition(";")[0].strip().lower() for each in prefer.split(","))
    return RESPOND_ASYNC in preferences
