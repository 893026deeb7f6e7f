"""The admin site: one tenant at a time, chosen before anything is shown."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from unfold.sites import UnfoldAdminSite

from scorewright.loop.tenancy import tenant_pages
from scorewright.loop.tenancy.models import Role, Tenant
from scorewright.loop.tenancy.tenant_admin import scope_if_any

View = Callable[..., HttpResponse]
WITHOUT_TENANT = frozenset({"tenants", "tenant_create", "logout", "password_change", "password_change_done", "jsi18n"})


class ScorewrightAdminSite(UnfoldAdminSite):
    """Django's per-model permissions follow from the role in the chosen tenant: see ``TenantAdmin``."""

    index_title = "Overview"

    def has_permission(self, request: HttpRequest) -> bool:
        scope = scope_if_any()
        return super().has_permission(request) and not (
            scope is not None and scope.role == Role.SERVICE and not request.user.is_superuser  # type: ignore[union-attr]
        )

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's own signature
        shown = super().admin_view(view, cacheable)

        def in_a_tenant(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            match = request.resolver_match
            free = match is not None and match.url_name in WITHOUT_TENANT
            if not free and scope_if_any() is None and self.has_permission(request):
                return HttpResponseRedirect(reverse("admin:tenants"))
            return shown(request, *args, **kwargs)

        return update_wrapper(in_a_tenant, view)

    def extra_urls(self) -> list[URLPattern]:
        def wrap(page: Callable[[UnfoldAdminSite, HttpRequest], HttpResponse]) -> View:
            return self.admin_view(lambda request: page(self, request))

        return [
            path("tenant/", wrap(tenant_pages.choose), name="tenants"),
            path("tenant/create/", wrap(tenant_pages.create), name="tenant_create"),
        ]


def tenant_name(request: HttpRequest) -> str:
    """What stands under the title of each page: whose rows these are."""
    scope = scope_if_any()
    return "no tenant chosen" if scope is None else Tenant.objects.get(pk=scope.tenant_id).name


def stylesheet(request: HttpRequest) -> str:
    return static("tenancy/pages.css")
