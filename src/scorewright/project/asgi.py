"""The ASGI application that a web server runs: the door of the hot path before Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
_django = get_asgi_application()

# ruff: noqa: E402 - what follows names models, which exist once Django is set up
from django.conf import settings

from scorewright.declare.catalogue import use_cases
from scorewright.loop.serving.door.addresses import addresses
from scorewright.loop.serving.door.application import Door
from scorewright.loop.serving.journal.journal import GroupCommit

application = Door(
    _django,
    addresses(use_cases().values()),
    journal=GroupCommit(settings.DATABASE_URL),
    database_url=settings.DATABASE_URL,
    records_per_minute=settings.RECORDS_PER_MINUTE,
    default_status=settings.PREDICT_DEFAULT_STATUS,
    https_only=settings.SECURE,
)
