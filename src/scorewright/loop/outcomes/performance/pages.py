"""The admin pages on performance: by week of decision, and the health of what is in production."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named, use_cases
from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.performance import words
from scorewright.loop.outcomes.performance.chart import Week, chart
from scorewright.loop.outcomes.performance.health import TOLD, health
from scorewright.loop.outcomes.performance.measuring import Cohort
from scorewright.loop.outcomes.performance.queries import performance
from scorewright.loop.outcomes.performance.question import PerformanceRejectedError, ask
from scorewright.loop.registry.metric_names import metric_interval, metric_label, metric_number
from scorewright.loop.registry.queries import production
from scorewright.loop.serving.selection import Selection, SelectionError
from scorewright.loop.tenancy.tenant_admin import READERS, may
from scorewright.science.estimation.confidence_based import ESTIMATED
from scorewright.science.metrics.bootstrap import Interval

METRICS = tuple(name for name in TOLD if name in ESTIMATED)  # a week can be measured or estimated by these
DAY_HEIGHT = 60.0


@dataclass(frozen=True)
class Line:
    """A week in the table."""

    cohort: Cohort
    measured: str
    estimated: str
    kept: bool | None
    words: str


@dataclass(frozen=True)
class Bar:
    """A day's, ``DAY_HEIGHT`` high where it is the busiest."""

    top: float
    size: float

    @classmethod
    def of(cls, count: int, most: int) -> Self:
        size = round(DAY_HEIGHT * count / most, 1)
        return cls(round(DAY_HEIGHT - size, 1), size)


def vintages(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """One metric by week of decision: ``use_case``, ``metric`` and ``version`` say which."""
    _require_reader(request)
    use_case = _use_case(request)
    metric = request.GET.get("metric", "accuracy")
    if metric not in METRICS:
        raise Http404(f"no metric of a week is named {metric}")
    found, refusal = [], ""
    try:
        version = Selection.parse(None, request.GET.get("version") or None).number
        found = list(performance(ask(use_case, by="week", version=version, now=timezone.now())).cohorts)
    except (PerformanceRejectedError, SelectionError) as error:
        refusal = str(error)
    live = production(use_case.name)
    promised = None if live is None else (live.metrics.get(metric) or {}).get("value")
    context = {
        "title": "Vintages",
        "subtitle": use_case.title,
        "metric": metric,
        "metric_name": metric_label(metric),
        "metrics": [(name, metric_label(name)) for name in METRICS],
        "version": request.GET.get("version", ""),
        "live": live,
        "refusal": refusal,
        "chart": chart([_week(cohort, metric) for cohort in found], promised=promised) if found else None,
        "lines": [_line(cohort, metric) for cohort in reversed(found)],
    }
    return _page(site, request, use_case, "admin/outcomes/vintages.html", context)


def served_health(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """How what is in production for ``use_case`` does."""
    _require_reader(request)
    use_case = _use_case(request)
    found = health(use_case, now=timezone.now())
    most = max((day.decisions for day in found.days), default=0) or 1
    share = found.fallback_share
    context = {
        "title": "The served model's health",
        "subtitle": use_case.title,
        "health": found,
        "words": "" if found.cohort is None else words.of_cohort(found.cohort),
        "record": "" if found.record is None else words.of_record("accuracy", found.record),
        "promises": [
            (metric_label(one.metric), _said(one.metric, one.promised), _said(one.metric, one.measured),
             _said(one.metric, one.estimated), one)
            for one in found.promises
        ],
        "fallback_percent": None if share is None else 100 * share,
        "days": [(day, Bar.of(day.decisions, most), Bar.of(day.fallbacks, most)) for day in found.days],
    }  # fmt: skip
    return _page(site, request, use_case, "admin/outcomes/health.html", context)


def _page(
    site: AdminSite, request: HttpRequest, use_case: UseCase, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    page = {**site.each_context(request), **context, "use_case": use_case, "use_cases": use_cases().values()}
    return TemplateResponse(request, template, page)


def _require_reader(request: HttpRequest) -> None:
    if not may(request, *READERS):
        raise PermissionDenied


def _use_case(request: HttpRequest) -> UseCase:
    """The one that is asked for; else the first in which something is in production."""
    asked = request.GET.get("use_case")
    if asked is None:
        names = list(use_cases())
        asked = next((name for name in names if production(name) is not None), names[0])
    try:
        return use_case_named(asked)
    except UnknownUseCaseError as unknown:
        raise Http404(str(unknown)) from unknown


def _week(cohort: Cohort, metric: str) -> Week:
    measured = None if cohort.metrics is None else cohort.metrics[metric]
    guessed = None if cohort.estimated is None else cohort.estimated.metrics[metric]
    figure = guessed if measured is None else measured
    kind = "measured" if measured is not None else "estimated"
    told = "nothing known" if figure is None else f"{kind} {_said(metric, figure)}"
    return Week(
        name=cohort.name,
        decisions=cohort.served.decisions,
        labelled=cohort.served.labelled.count,
        figure=figure,
        estimated=measured is None,
        words=f"Week of {cohort.name}: {told}. {words.of_cohort(cohort)}",
    )


def _line(cohort: Cohort, metric: str) -> Line:
    return Line(
        cohort,
        "" if cohort.metrics is None else _said(metric, cohort.metrics[metric]),
        "" if cohort.estimated is None else _said(metric, cohort.estimated.metrics[metric]),
        None if cohort.back_test is None else cohort.back_test.as_expected(metric),
        words.of_cohort(cohort),
    )


def _said(metric: str, found: Interval) -> str:
    if found.value is None:
        return ""
    ends = metric_interval(metric, found.low, found.high)
    return f"{metric_number(metric, found.value)} {'' if ends == 'n/a' else ends}".strip()
