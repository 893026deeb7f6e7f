"""The product's application with a journal that keeps nothing; in all else as scorewright.project.asgi has it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
_django = get_asgi_application()

from benchmarks.nothing_kept import NothingKept  # noqa: E402 - models exist once Django is set up
from scorewright.project.web.door import door  # noqa: E402 - as above

application = door(_django, NothingKept())
