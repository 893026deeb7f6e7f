"""Whatever Django answers names its request, as the door does: so one name leads through every log."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from scorewright.loop.serving.request_names import request_name


class RequestName:
    """The caller's own name for a request, or its trace's, or else one made here, in ``X-Request-ID``.

    It stands first, so that what other middleware refuses is named too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        given, trace = (request.headers.get(name, "").encode() for name in ("X-Request-ID", "traceparent"))
        response.headers["X-Request-ID"] = request_name(given, trace) or uuid4().hex
        return response
