"""Model versions as a credit committee reads them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.registry import queries
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.version_page import gates_in_words, headline, version_page
from scorewright.loop.tenancy.tenant_admin import TenantAdmin

STATUS_STYLES: dict[str, str] = {Status.TESTING: "sw-warned", Status.PRODUCTION: "sw-passed"}


@admin.register(ModelVersion)
class ModelVersionAdmin(TenantAdmin):
    """A later stage adds its own verbs to this page: see deployment."""

    list_display = ("version", "use_case", "algorithm", "shown_status", "auc", "gates", "activated_at")
    list_display_links = ("version",)
    list_filter = ("use_case", "status", "algorithm")
    search_fields = ("use_case", "algorithm", "data_fingerprint", "artefact_sha256")
    ordering = ("use_case", "-number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelVersion]:
        return queries.versions()

    @admin.display(description="version", ordering="number")
    def version(self, version: ModelVersion) -> str:
        return version.label

    @admin.display(description="status", ordering="status")
    def shown_status(self, version: ModelVersion) -> SafeString:
        style = STATUS_STYLES.get(version.status, "")
        return format_html("<span class='sw-mark {}'>{}</span>", style, version.get_status_display())

    @admin.display(description="ROC-AUC [95 %]")
    def auc(self, version: ModelVersion) -> SafeString:
        return format_html("<span class='sw-nowrap'>{}</span>", headline(version))

    @admin.display(description="gates")
    def gates(self, version: ModelVersion) -> SafeString:
        gates = list(version.gates.all())
        mark = "✓" if gates and all(gate.passed for gate in gates) else "✗"
        return format_html("<span class='sw-nowrap'>{} {}</span>", mark, gates_in_words(gates))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        version = self.get_object(request, object_id)
        page = self.page(version) if isinstance(version, ModelVersion) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def page(self, version: ModelVersion) -> dict[str, Any]:
        """What the template of one version is given."""
        return version_page(version)
