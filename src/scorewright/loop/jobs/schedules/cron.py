"""When a schedule is due: cron expressions of five fields, in UTC."""

from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

FIELDS = 5
_ANY_TIME = datetime(2024, 1, 1, tzinfo=UTC)
EXAMPLE = "0 1 * * 0, which is Sundays at 01:00 UTC"


class CronError(ValueError):
    """The expression breaks a rule, which the message names."""


def checked(cron: str) -> str:
    """``cron`` with single spaces. Raises CronError.

    >>> checked(" 0  1 * * SUN")
    '0 1 * * SUN'
    """
    parts = cron.split()
    if len(parts) != FIELDS:
        raise CronError(
            f"must have five fields (minute, hour, day of month, month, day of week), not {len(parts)}; "
            f"such as {EXAMPLE}"
        )
    text = " ".join(parts)
    try:
        next(CronSim(text, _ANY_TIME))
    except CronSimError as error:
        raise CronError(f"{str(error).removeprefix('Bad ')} is none that there is; such as {EXAMPLE}") from None
    except StopIteration:
        raise CronError("names a time that never comes") from None
    return text


def latest(cron: str, *, after: datetime, until: datetime) -> datetime | None:
    """The last slot later than ``after`` and not later than ``until``; None where there is none.

    >>> latest("0 1 * * 0", after=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2026, 1, 20, tzinfo=UTC))
    datetime.datetime(2026, 1, 18, 1, 0, tzinfo=datetime.timezone.utc)
    """
    beyond = until.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    slot = next(CronSim(cron, beyond, reverse=True), None)
    return slot if slot is not None and slot > after else None


def following(cron: str, after: datetime) -> datetime | None:
    """The first slot later than ``after``.

    >>> following("0 1 * * 0", datetime(2026, 1, 18, 1, 0, tzinfo=UTC))
    datetime.datetime(2026, 1, 25, 1, 0, tzinfo=datetime.timezone.utc)
    """
    return next(CronSim(cron, after.astimezone(UTC)), None)
