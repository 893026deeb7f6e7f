"""All taken away that can be: no session, no authentication, no middleware; connections are kept."""

from benchmarks.drf.settings import ALLOWED_HOSTS, DEFAULT_AUTO_FIELD, ROOT_URLCONF, SECRET_KEY, USE_TZ
from benchmarks.drf.settings import DATABASES as USUAL

__all__ = ["ALLOWED_HOSTS", "DEFAULT_AUTO_FIELD", "ROOT_URLCONF", "SECRET_KEY", "USE_TZ"]

INSTALLED_APPS = ["rest_framework", "benchmarks.drf"]
MIDDLEWARE: list[str] = []
DATABASES = {"default": {**USUAL["default"], "CONN_MAX_AGE": None}}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
