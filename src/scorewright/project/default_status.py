"""The setting that says which versions decide where nobody asks for any."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from scorewright.loop.serving.selection import Selection, SelectionError


def check_default_status() -> None:
    """Raise ImproperlyConfigured where there is no such status: every request would be refused for it."""
    try:
        Selection.parse(settings.PREDICT_DEFAULT_STATUS, None)
    except SelectionError as error:
        given = settings.PREDICT_DEFAULT_STATUS
        raise ImproperlyConfigured(f"SCOREWRIGHT_PREDICT_DEFAULT_STATUS {error}; it is {given!r}") from None
