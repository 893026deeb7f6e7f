"""The OpenAPI document as pages to read, made of files of this installation alone."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Redoc

View = Callable[..., HttpResponse]

# ReDoc would fetch its maker's logo from the internet: a browser that is told this leaves it out.
POLICY = (
    "default-src 'self'; img-src 'self' data:; worker-src blob:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)


def from_here_only(view: View) -> View:
    """``view``, whose page may load nothing from elsewhere."""

    @wraps(view)
    def shown(*arguments: object, **named: object) -> HttpResponse:
        response = view(*arguments, **named)
        response["Content-Security-Policy"] = POLICY
        return response

    return shown


@from_here_only
def redoc(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    return Redoc().render_page(request, api)
