"""The admin pages on which a person chooses the tenant to work in, and a superuser creates one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextInputWidget

from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.models import User
from scorewright.loop.tenancy.queries import tenants_of
from scorewright.loop.tenancy.tenant_admin import scope_if_any
from scorewright.loop.tenancy.verb_page import verb_page
from scorewright.loop.tenancy.workplace import choose_tenant


class TenantForm(forms.Form):
    slug = forms.SlugField(
        max_length=50, widget=UnfoldAdminTextInputWidget(), help_text="Short and lasting: letters, digits, hyphens."
    )
    name = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget())


def choose(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The tenants that are open to the person; a POST with ``tenant`` opens one."""
    if request.method == "POST":
        if _chosen(request):
            return HttpResponseRedirect(reverse("admin:index"))
        messages.error(request, "This tenant is not open to you.")
    scope = scope_if_any()
    places = tenants_of(request.user) if isinstance(request.user, User) else []
    page = {
        **site.each_context(request),
        "title": "Tenants",
        "tenants": [{"tenant": tenant, "role": role} for tenant, role in places],
        "current": scope.tenant_id if scope else None,
    }
    return TemplateResponse(request, "admin/tenancy/tenants.html", page)


def _chosen(request: HttpRequest) -> bool:
    try:
        return choose_tenant(request, UUID(request.POST.get("tenant", "")))
    except ValueError:
        return False


def create(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """A new tenant, which its creator works in from then on. For superusers."""
    user = request.user
    if not isinstance(user, User) or not user.is_superuser:
        raise PermissionDenied

    def act(given: dict[str, Any]) -> str:
        try:
            with transaction.atomic():
                tenant = create_tenant(slug=given["slug"], name=given["name"], by=f"user:{user.get_username()}")
        except IntegrityError as taken:
            raise ValidationError(f"There is a tenant {given['slug']!r} already.") from taken
        choose_tenant(request, tenant.pk)
        return f"Tenant {tenant.slug} was created, and you work in it now."

    form = TenantForm(request.POST or None)
    back = reverse("admin:tenants")
    return verb_page(site, request, form, act, title="Create a tenant", button="Create", back=back)
