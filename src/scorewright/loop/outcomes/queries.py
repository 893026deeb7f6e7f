"""Counting decisions and what is known of them."""

from datetime import datetime

from django.db.models import Count, Q

from scorewright.loop.serving.queries import decisions


def summary(*, use_case: str | None = None, since: datetime | None = None) -> dict[str, int]:
    """How many decisions were kept, how many have an outcome, and how many the fallback answered."""
    return decisions(use_case=use_case, since=since).aggregate(
        decisions=Count("id"), outcomes=Count("outcome"), fallbacks=Count("id", filter=Q(fallback=True))
    )
