"""The figures and the report of a version as answers over HTTP, for the pages and for the API."""

from django.http import HttpResponse

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.evaluations import plot_of
from scorewright.loop.training.evaluation.report import report_name, report_of

# A caller's own browser may keep it, after asking; nobody between may.
_PRIVATE = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def plot_response(version: ModelVersion, name: str) -> HttpResponse:
    """The figure ``name``. Raises as ``evaluations.plot_of``."""
    return HttpResponse(plot_of(version, name), content_type="image/png", headers=_PRIVATE)


def report_response(version: ModelVersion) -> HttpResponse:
    """The report as a file to keep. Raises as ``report.report_of``."""
    headers = {
        **_PRIVATE,
        "Content-Disposition": f'attachment; filename="{report_name(version)}"',
        "Content-Security-Policy": _NOTHING_ELSE,
    }
    return HttpResponse(report_of(version), content_type="text/html; charset=utf-8", headers=headers)
