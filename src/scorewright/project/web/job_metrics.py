"""The jobs of all tenants, as Prometheus reads them: by kind and by queue, with nothing that is a tenant's."""

from collections.abc import Iterator

import structlog
from django.db import Error as DatabaseError
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from psycopg_pool import PoolTimeout

from scorewright.loop.jobs.load import QueueLoad, loads

STATES = ("waiting", "running", "dead")
_log = structlog.get_logger(__name__)


class JobLoad(Collector):
    """Counted in the database when somebody asks; while it does not answer, these metrics are missing."""

    def collect(self) -> Iterator[Metric]:
        try:
            found = loads()
        except (DatabaseError, PoolTimeout) as error:
            _log.warning("jobs_not_counted", error=str(error))
            return
        yield _counts(found)
        yield _waits(found)


def _counts(found: list[QueueLoad]) -> Metric:
    metric = GaugeMetricFamily("scorewright_jobs", "Jobs, now.", labels=("queue", "kind", "state"))
    for load in found:
        for kind in load.kinds:
            for state in STATES:
                metric.add_metric((load.queue, kind.kind, state), getattr(kind, state))
    return metric


def _waits(found: list[QueueLoad]) -> Metric:
    name, text = "scorewright_jobs_longest_wait_seconds", "How long the oldest job that should run has waited."
    metric = GaugeMetricFamily(name, text, labels=("queue",))
    for load in found:
        metric.add_metric((load.queue,), load.waits.total_seconds() if load.waits else 0.0)
    return metric
