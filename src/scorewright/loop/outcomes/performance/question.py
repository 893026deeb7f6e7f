"""What performance is asked about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import VersionNotFoundError, version_numbered

WEEKS = timedelta(weeks=26)
GROUP = "group:"


class By(StrEnum):
    """What decisions are told apart by."""

    VERSION = "version"
    ARM = "arm"
    WEEK = "week"
    GROUP = "group"


class PerformanceRejectedError(ValueError):
    """The question breaks ``rule`` of ``field``."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.rule, self.message = field, rule, message


@dataclass(frozen=True, kw_only=True)
class Question:
    """Decisions from ``since`` and before ``until``, of ``version``, and what was known of them at ``as_of``.

    Where ``version`` is None they are of any. ``group`` is the field, of the record or monitored apart from it, by
    whose values they are told apart, where ``by`` says so; else "".
    """

    use_case: UseCase
    by: By
    group: str
    version: ModelVersion | None
    since: datetime
    until: datetime
    as_of: datetime

    @property
    def told_by(self) -> str:
        """As it was asked for: ``week``, or ``group:van``."""
        return f"{GROUP}{self.group}" if self.by == By.GROUP else self.by.value

    @property
    def matured_before(self) -> datetime:
        """Windows of decisions that were made until this moment were over at ``as_of``."""
        return _earlier(self.as_of, self.use_case.outcome.window)


def ask(
    use_case: UseCase,
    *,
    by: str,
    now: datetime,
    version: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    as_of: datetime | None = None,
) -> Question:
    """The question with what was left out of it; raises PerformanceRejectedError where it cannot be answered.

    ``as_of`` is by default now, ``until`` as_of, and ``since`` 26 weeks before until. But for weeks, of which there are
    to be no more, the outcome window comes on top of that: so half a year of decisions can have matured.
    """
    known_at = as_of or now
    if known_at > now:
        raise PerformanceRejectedError("as_of", "order", f"{_told(known_at)} must not lie after now")
    end = until or known_at
    if end > known_at:
        raise PerformanceRejectedError(
            "until", "order", f"{_told(end)} must not lie after as_of, which is {_told(known_at)}"
        )
    told_by, group = _told_by(use_case, by)
    start = since or _earlier(end, WEEKS if told_by == By.WEEK else WEEKS + use_case.outcome.window)
    if start >= end:
        raise PerformanceRejectedError("since", "order", f"{_told(start)} must lie before until, which is {_told(end)}")
    return Question(
        use_case=use_case,
        by=told_by,
        group=group,
        version=None if version is None else _version(use_case, version),
        since=start,
        until=end,
        as_of=known_at,
    )


def _told_by(use_case: UseCase, by: str) -> tuple[By, str]:
    if not by.startswith(GROUP):
        if by not in (By.VERSION, By.ARM, By.WEEK):
            raise PerformanceRejectedError("by", "values", f"{by!r} is not one of version, arm, week, group:NAME")
        return By(by), ""
    group = by.removeprefix(GROUP)
    groups = (*use_case.told_groups, *(field.name for field in use_case.monitored))
    if group not in groups:
        known = ", ".join(groups) or "none"
        raise PerformanceRejectedError("by", "group", f"{use_case.name} has no group {group!r}; it has {known}")
    return By.GROUP, group


def _version(use_case: UseCase, number: int) -> ModelVersion:
    try:
        return version_numbered(use_case.name, number)
    except VersionNotFoundError as error:
        raise PerformanceRejectedError("version", "known", str(error)) from error


def _earlier(moment: datetime, by: timedelta) -> datetime:
    """No earlier than there are moments."""
    first = datetime.min.replace(tzinfo=UTC)
    return first if moment - first < by else moment - by


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
