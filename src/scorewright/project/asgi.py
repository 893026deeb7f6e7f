"""The ASGI application that a web server runs: the door of the hot path before Django."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
_django = get_asgi_application()

# These name models, which exist once Django is set up.
from scorewright.project.web.body_limit import BodyLimit  # noqa: E402
from scorewright.project.web.door import door  # noqa: E402

application = door(BodyLimit(_django, settings.UPLOAD_LIMIT << 20))
