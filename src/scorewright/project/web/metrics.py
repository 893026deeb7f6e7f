"""``/metrics``: what all processes have counted, as Prometheus reads it."""

import hmac
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from itertools import accumulate
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from scorewright.loop.serving.tallies.published import published_tallies
from scorewright.loop.serving.tallies.tallies import BOUNDS, FAMILIES, Family, Labels
from scorewright.loop.serving.tallies.tally_sums import Sums
from scorewright.loop.tenancy.problems import problem
from scorewright.project.web.job_metrics import JobLoad

T = TypeVar("T")
LIMITS = [*(str(bound) for bound in BOUNDS), "+Inf"]
OF_A_PROXY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")


def metrics(request: HttpRequest) -> HttpResponse:
    """With the key that the settings name; without one, for programs on this machine only."""
    refusal = _with_key(request, settings.METRICS_KEY) if settings.METRICS_KEY else _from_here(request)
    if refusal is not None:
        return refusal
    registry = CollectorRegistry()
    registry.register(_Total(published_tallies().total()))
    registry.register(JobLoad())
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry), content_type=content_type)


def _with_key(request: HttpRequest, key: str) -> HttpResponse | None:
    given = request.headers.get("Authorization", "")
    if hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
        return None
    detail = "Send the key of SCOREWRIGHT_METRICS_KEY, as 'Authorization: Bearer ...'."
    return problem(401, "Unauthorised", detail, headers={"WWW-Authenticate": "Bearer"})


def _from_here(request: HttpRequest) -> HttpResponse | None:
    """Through a proxy on this machine, everybody seems to be here: what a proxy adds gives it away."""
    proxied = any(name in request.headers for name in OF_A_PROXY)
    if not proxied and _is_loopback(request.META.get("REMOTE_ADDR", "")):
        return None
    return problem(403, "Not allowed", "Without SCOREWRIGHT_METRICS_KEY, metrics are for programs on this machine.")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class _Total(Collector):
    """The library's form of what we have added up."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums

    def collect(self) -> Iterator[Metric]:
        return (_METRICS[family.kind](family, self._sums) for family in FAMILIES.values())


def _counter(family: Family, sums: Sums) -> Metric:
    metric = CounterMetricFamily(family.name, family.help, labels=family.labels)
    for labels, count in _of(family, sums.counters):
        metric.add_metric(labels, count)
    return metric


def _gauge(family: Family, sums: Sums) -> Metric:
    metric = GaugeMetricFamily(family.name, family.help, labels=family.labels)
    for labels, level in _of(family, sums.gauges):
        metric.add_metric(labels, level)
    return metric


def _histogram(family: Family, sums: Sums) -> Metric:
    metric = HistogramMetricFamily(family.name, family.help, labels=family.labels)
    for labels, times in _of(family, sums.histograms):
        metric.add_metric(labels, list(zip(LIMITS, accumulate(times.counts), strict=True)), times.sum)
    return metric


def _of(family: Family, rows: Iterable[tuple[str, Labels, T]]) -> Iterator[tuple[Labels, T]]:
    return ((labels, value) for name, labels, value in rows if name == family.name)


_METRICS = {"counter": _counter, "gauge": _gauge, "histogram": _histogram}
