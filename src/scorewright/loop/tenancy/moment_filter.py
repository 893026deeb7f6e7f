"""A filter of a list by when: from and to, in UTC; a date without a time is the whole day."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    UnfoldFilter = admin.FieldListFilter  # unfold ships no types
else:
    from unfold.contrib.filters.admin import RangeDateTimeFilter as UnfoldFilter


class MomentFilter(UnfoldFilter):
    """Unfold's own passes moments without a zone, and nothing where the time is left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "time (UTC)"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for end, lookup, whole_day in (("from", "gte", time.min), ("to", "lte", time.max)):
            given = [str(self.used_parameters.get(f"{self.field_path}_{end}_{part}") or "") for part in (0, 1)]
            moment = _moment(given[0], given[1], whole_day)
            if moment is not None:
                queryset = queryset.filter(**{f"{self.field_path}__{lookup}": moment})
        return queryset


def _moment(date: str, clock: str, whole_day: time) -> datetime | None:
    try:
        day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC).date()
        return datetime.combine(day, time.fromisoformat(clock) if clock else whole_day, UTC)
    except ValueError:
        return None
