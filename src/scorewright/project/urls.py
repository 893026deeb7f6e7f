"""Every address of the service but those that answer before Django does, or before its middleware: see ``web``."""

from functools import partial

from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from scorewright.project.web.api import API
from scorewright.project.web.api_pages import redoc
from scorewright.project.web.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/admin/")),
    path("favicon.ico", RedirectView.as_view(url=static("scorewright/icon.svg"))),
    path("docs", RedirectView.as_view(url="/api/docs")),
    path("openapi.json", RedirectView.as_view(url="/api/openapi.json")),
    path("redoc", partial(redoc, api=API)),
    path("metrics", metrics),
    path("api/redoc", RedirectView.as_view(url="/redoc")),
    path("api/", API.urls),
    path("admin/", admin.site.urls),
]
