"""Errors over HTTP, in the form of RFC 9457."""

import json
from collections.abc import Mapping

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

from scorewright.declare.redaction import redacted_data


class Contended(HttpResponse):
    """The request lost a deadlock; nothing was changed."""


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    kind: type[HttpResponse] = HttpResponse,
    **extra: object,
) -> HttpResponse:
    """``extra`` becomes further members of the problem object; what names a person is taken out of all of it."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra}
    return kind(
        json.dumps(redacted_data(content), cls=DjangoJSONEncoder),
        status=status,
        content_type="application/problem+json",
        headers=dict(headers or {}),
    )


def as_problem(response: HttpResponse) -> HttpResponse:
    """``response``, or a problem in its place where it refuses in any other form, as Django's own pages do."""
    if response.status_code < 400 or response.headers.get("Content-Type") == "application/problem+json":
        return response
    headers = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
    return problem(response.status_code, response.reason_phrase, "See /api/docs for what there is.", headers=headers)


def unauthorised() -> HttpResponse:
    return problem(
        401,
        "Unauthorised",
        "Send a valid API key, as 'Authorization: Bearer sw_...' or 'X-API-Key: sw_...'.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def database_down() -> HttpResponse:
    return problem(
        503,
        "Service unavailable",
        "The database does not answer. Nothing was changed; try again soon.",
        headers={"Retry-After": "5"},
        dependency="database",
    )


def contended() -> HttpResponse:
    return problem(
        503,
        "Service unavailable",
        "Other requests held what this one needs. Nothing was changed; try again.",
        headers={"Retry-After": "1"},
        kind=Contended,
    )
