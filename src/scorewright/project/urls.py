"""Every address of the service."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from scorewright.project.web.api import API
from scorewright.project.web.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/admin/")),
    path("healthz", healthz),
    path("readyz", readyz),
    path("api/", API.urls),
    path("admin/", admin.site.urls),
]
