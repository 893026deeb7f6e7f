"""What parameters of requests may hold: text that a database can compare, and moments that it can keep."""

import re
from datetime import UTC, datetime
from typing import Annotated

from django.utils import timezone
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints

UseCaseName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
# Pydantic would take any number for seconds since 1970, which no document says.
_BEGINS_WITH_A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _spelt_out(value: object) -> object:
    if isinstance(value, str | int | float) and not _BEGINS_WITH_A_DATE.match(str(value)):
        raise ValueError("must be a date and a time with its offset, such as 2026-11-21T09:30:00Z")
    return value


def _in_range(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from error


def _has_been(moment: datetime) -> datetime:
    if moment > timezone.now():
        raise ValueError("must not lie in the future: what will be known then is not known yet")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_spelt_out), AfterValidator(_in_range)]
PastMoment = Annotated[Moment, AfterValidator(_has_been)]
