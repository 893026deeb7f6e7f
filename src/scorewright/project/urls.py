"""Every address of the service."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from scorewright.project.web.api import API
from scorewright.project.web.health import healthz, readyz
from scorewright.project.web.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/admin/")),
    path("favicon.ico", RedirectView.as_view(url=static("scorewright/icon.svg"))),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("api/", API.urls),
    path("admin/", admin.site.urls),
]
