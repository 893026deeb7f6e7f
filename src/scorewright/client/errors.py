"""What can go wrong, by what a caller can do about it."""

from collections.abc import Sequence

from msgspec import Struct

from scorewright.client.trained import DataQuality


class Problem(Struct, frozen=True):
    """One broken rule: field, rule, a sentence, and the *type* of what was sent (never its value)."""

    field: str = ""
    rule: str = ""
    message: str = ""
    received: str = ""


class ScorewrightError(Exception):
    """The root of all errors of the client."""


class UnsendableError(ScorewrightError, ValueError):
    """What should be sent cannot be; nothing was sent. The message names the place and the rule."""


class AnswerUnreadableError(ScorewrightError):
    """There was an answer, but not one of Scorewright's: is the address right?"""


class Unavailable(ScorewrightError):  # noqa: N818 - says how the service is
    """No answer, or 502, 503 or 504, after ``tries`` tries; ``retry_after`` is in seconds, None where none is named."""

    def __init__(self, words: str, *, tries: int, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{words} ({tries} {'try' if tries == 1 else 'tries'})")
        self.tries = tries
        self.status = status
        self.retry_after = retry_after


class ApiError(ScorewrightError):
    """The service refuses: ``status``, ``title``, ``detail`` and ``errors`` of its problem+json (RFC 9457)."""

    def __init__(self, status: int, title: str, detail: str, errors: Sequence[Problem] = ()) -> None:
        rules = "; ".join(f"{problem.field}: {problem.message}" for problem in errors)
        super().__init__(f"{status} {title}: {' '.join(part for part in (detail, rules) if part)}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)


class Unauthorised(ApiError):  # noqa: N818 - the word of the answer
    """The key is missing, mistyped, expired or revoked."""


class Rejected(ApiError):  # noqa: N818 - says what happened to the record, as the answer does
    """The record, outcome or request breaks rules; nothing was kept. ``problems`` holds each of them."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every broken rule."""
        return self.errors


class QualityRefusedError(ApiError):
    """The data-quality report objects to the rows, and nothing was trained; ``report`` says to what."""

    def __init__(self, title: str, detail: str, *, report: DataQuality) -> None:
        super().__init__(400, title, " ".join((detail, *report.quality_issues)))
        self.report = report


class RateLimited(ApiError):  # noqa: N818 - the word of the answer
    """Too many requests; ``retry_after`` is in seconds, None where none was named."""

    def __init__(self, title: str, detail: str, *, retry_after: float | None) -> None:
        super().__init__(429, title, detail)
        self.retry_after = retry_after


class JobFailedError(ScorewrightError):
    """The job ended as ``state`` says (failed or cancelled), without a result."""

    def __init__(self, state: str, words: str) -> None:
        super().__init__(
            f"the job {'was cancelled' if state == 'cancelled' else 'failed'}{': ' if words else ''}{words}"
        )
        self.state = state


class StillRunningError(ScorewrightError, TimeoutError):
    """The job goes on, but was not waited for any longer."""
