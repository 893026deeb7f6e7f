"""What the evaluation of a version adds to its page: figures behind the session, and the report to take away."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.registry.admin import ModelVersionAdmin
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.evaluations import NotEvaluatedError, UnknownPlotError, latest
from scorewright.loop.training.evaluation.files import plot_response, report_response
from scorewright.loop.training.evaluation.plots import TITLES, PlotUnusableError

admin.site.unregister(ModelVersion)

REFUSALS = (NotEvaluatedError, UnknownPlotError, PlotUnusableError, UnknownUseCaseError)


@admin.register(ModelVersion)
class EvaluatedVersionAdmin(ModelVersionAdmin):
    """The registry's page, with the figures of the version's last evaluation and its report."""

    change_form_template = "admin/training/version.html"

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<path:object_id>/plots/<slug:name>.png",
                self.admin_site.admin_view(self.plot),
                name="registry_modelversion_plot",
            ),
            path(
                "<path:object_id>/report.html",
                self.admin_site.admin_view(self.report),
                name="registry_modelversion_report",
            ),
        ]
        return [*own, *super().get_urls()]

    def plot(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        return self._file(request, object_id, lambda version: plot_response(version, name))

    def report(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._file(request, object_id, report_response)

    def _file(
        self, request: HttpRequest, object_id: str, answer: Callable[[ModelVersion], HttpResponse]
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return answer(self.row(request, object_id))
        except REFUSALS as refusal:
            raise Http404(str(refusal)) from refusal

    def page(self, version: ModelVersion) -> dict[str, Any]:
        evaluation = latest(version)
        figures = TITLES if evaluation and evaluation.plots else {}
        return {**super().page(version), "evaluation": evaluation, "figures": figures.items()}
