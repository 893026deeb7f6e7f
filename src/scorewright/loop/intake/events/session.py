"""Who has logged in to the admin pages, and so may listen there without a key."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from scorewright.loop.tenancy.models import User
from scorewright.loop.tenancy.scope import Scope
from scorewright.loop.tenancy.tenant_admin import READERS
from scorewright.loop.tenancy.workplace import workplace


def person_of(cookies: str) -> Scope | None:
    """The tenant in which the person of these cookies works, as one who may read; None: nobody may listen by them."""
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if found is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(found.value)
    user = get_user(request)
    if not (isinstance(user, User) and user.is_active and user.is_staff):
        return None
    request.user = user
    scope = workplace(request)
    return scope if scope is not None and (user.is_superuser or scope.role in READERS) else None
