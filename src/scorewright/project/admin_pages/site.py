"""The admin site: one tenant at a time, chosen before anything is shown."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse

from scorewright.loop.audit import installation_pages
from scorewright.loop.intake.pages.statistics import statistics_page
from scorewright.loop.outcomes.performance import pages
from scorewright.loop.tenancy import tenant_pages
from scorewright.loop.tenancy.models import Role, Tenant
from scorewright.loop.tenancy.tenant_admin import scope_if_any

if TYPE_CHECKING:
    UnfoldAdminSite = AdminSite  # unfold ships no types
else:
    from unfold.sites import UnfoldAdminSite

TEXT = "text/plain; charset=utf-8"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Page = Callable[[AdminSite, HttpRequest], HttpResponse]
WITHOUT_TENANT = frozenset({"tenants", "tenant_create", "logout", "password_change", "password_change_done", "jsi18n"})


WITHOUT_PAGES = (Role.SERVICE, Role.APPLICANT)


class ScorewrightAdminSite(UnfoldAdminSite):
    """Django's per-model permissions follow from the role in the chosen tenant: see ``TenantAdmin``."""

    index_title = "Overview"
    index_template = "admin/overview.html"

    def has_permission(self, request: HttpRequest) -> bool:
        scope = scope_if_any()
        return super().has_permission(request) and not (
            scope is not None and scope.role in WITHOUT_PAGES and not request.user.is_superuser
        )

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's own signature
        shown = super().admin_view(view, cacheable)

        def in_a_tenant(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if _holds_nul(request):
                return HttpResponseBadRequest(
                    "A NUL character: no text that is kept here holds one.", content_type=TEXT
                )
            match = request.resolver_match
            free = match is not None and match.url_name in WITHOUT_TENANT
            if not free and scope_if_any() is None and self.has_permission(request):
                return HttpResponseRedirect(reverse("admin:tenants"))
            return shown(request, *args, **kwargs)

        return cast("View", update_wrapper(in_a_tenant, view))

    def extra_urls(self) -> list[URLPattern]:
        def wrap(page: Page) -> Callable[[HttpRequest], HttpResponseBase]:
            return self.admin_view(partial(page, self))

        return [
            path("tenant/", wrap(tenant_pages.choose), name="tenants"),
            path("tenant/create/", wrap(tenant_pages.create), name="tenant_create"),
            path("assessments/", wrap(statistics_page), name="intake_statistics"),
            path("performance/vintages/", wrap(pages.vintages), name="performance_vintages"),
            path("performance/health/", wrap(pages.served_health), name="performance_health"),
            path("accounts/trail/", wrap(installation_pages.trail), name="installation_trail"),
            path("accounts/trail/verify/", wrap(installation_pages.verify), name="installation_trail_verify"),
        ]


def _holds_nul(request: HttpRequest) -> bool:
    """PostgreSQL cannot even compare with such a text: a search for it would fail, not find nothing."""
    return "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info


def tenant_name(request: HttpRequest) -> str:
    """What stands under the title of each page: whose rows these are."""
    scope = scope_if_any()
    return "no tenant chosen" if scope is None else Tenant.objects.get(pk=scope.tenant_id).name


def icon(request: HttpRequest) -> str:
    return static("scorewright/icon.svg")


def stylesheet(request: HttpRequest) -> str:
    return static("tenancy/pages.css")
