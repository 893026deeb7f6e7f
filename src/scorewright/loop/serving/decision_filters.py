"""Filters of the decisions' list that need no pass over all decisions to know their choices."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from scorewright.declare.catalogue import use_cases
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.models import Decision

Choices = list[tuple[str, str]]


class UseCaseFilter(admin.SimpleListFilter):
    title = "use case"
    parameter_name = "use_case"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> Choices:
        return [(name, use_case.title) for name, use_case in use_cases().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        return queryset.filter(use_case=self.value()) if self.value() else queryset


class VersionFilter(admin.SimpleListFilter):
    title = "model version"
    parameter_name = "model_version"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> Choices:
        served = ModelVersion.objects.filter(activated_at__isnull=False)
        return [(str(version.pk), f"{version.use_case} {version.label}") for version in served]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        version = _id(self.value())
        return queryset.filter(model_version=version) if version else queryset


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
