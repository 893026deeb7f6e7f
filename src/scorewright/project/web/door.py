"""The door of the hot path, as the settings want it."""

import gc

from django.conf import settings

from scorewright.declare.catalogue import use_cases
from scorewright.loop.intake.events.application import Events
from scorewright.loop.intake.events.feed import Feed
from scorewright.loop.serving.door.addresses import addresses
from scorewright.loop.serving.door.application import Application, Door
from scorewright.loop.serving.journal.group_commit import GroupCommit
from scorewright.loop.serving.journal.journal import Journal


def door(django: Application, journal: Journal | None = None) -> Door:
    """Decisions in front of ``django``; kept in PostgreSQL where no other ``journal`` is given."""
    # What is there by now stays: each full collection would look at all of it again, for 60 milliseconds.
    gc.collect()
    gc.freeze()
    events = Events(django, Feed(settings.DATABASE_URL, settings.EVENT_LISTENERS), https_only=settings.SECURE)
    return Door(
        events,
        addresses(use_cases().values()),
        journal=journal or GroupCommit(settings.DATABASE_URL),
        database_url=settings.DATABASE_URL,
        records_per_minute=settings.RECORDS_PER_MINUTE,
        default_status=settings.PREDICT_DEFAULT_STATUS,
        https_only=settings.SECURE,
        companions=[events],
    )
