"""The ASGI application that a web server runs: the door of the hot path before Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
_django = get_asgi_application()

from scorewright.project.web.door import door  # noqa: E402 - it names models, which exist once Django is set up

application = door(_django)
