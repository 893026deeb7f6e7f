"""Noting that a queue moves."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from scorewright.loop.jobs.models import Queue

AT_MOST_EVERY = timedelta(seconds=10)  # workers would wait for one another's row otherwise


@transaction.atomic
def beat(queue: str) -> None:
    """Work of ``queue`` was begun now."""
    Queue.objects.bulk_create([Queue(name=queue)], ignore_conflicts=True)
    Queue.objects.filter(name=queue, begun_at__lt=Now() - AT_MOST_EVERY).update(begun_at=Now())
