import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from scorewright.loop.jobs.load import KindLoad, QueueLoad
from scorewright.loop.serving.tallies.published import published_tallies
from scorewright.loop.serving.tallies.tallies import BOUNDS, TALLIES
from scorewright.project.embedded.home import Home
from scorewright.project.web import job_metrics

OTHER_PROCESS = """
import sys, time
from pathlib import Path
from scorewright.loop.serving.tallies.tallies import TALLIES
from scorewright.loop.serving.tallies.tally_files import TallyFiles
TALLIES.decisions("retention", "v1", "model").add(3)
for seconds in (0.00001, 0.0009, 0.0009, 60.0):
    TALLIES.stage_seconds("model").observe(seconds)
TALLIES.watch_journal(lambda: 4)
TallyFiles(Path(sys.argv[1]), TALLIES).flush()
print("flushed", flush=True)
sys.stdin.read()
"""

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    published_tallies.cache_clear()
    TALLIES.zero()
    with override_settings(TALLIES=tmp_path, METRICS_KEY=""):
        yield tmp_path
    published_tallies.cache_clear()


@pytest.fixture
def other(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another web process, which has counted."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "flushed\n"
        yield process
        process.kill()


def samples(response: HttpResponse) -> Samples:
    """Name and labels to value, by Prometheus's own parser."""
    assert response.status_code == 200, response.content
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


DECIDED = (
    "scorewright_decisions_total",
    (("answered_by", "model"), ("use_case", "retention"), ("version", "v1")),
)


def test_metrics__two_processes__added_up(folder: Path, other: subprocess.Popen[str]) -> None:
    TALLIES.decisions("retention", "v1", "model").add(2)
    found = samples(Client().get("/metrics"))
    assert found[DECIDED] == 5
    assert found[("scorewright_journal_queue", ())] == 4


def test_metrics__histogram__cumulative_and_complete(folder: Path, other: subprocess.Popen[str]) -> None:
    found = samples(Client().get("/metrics"))
    name, stage = "scorewright_stage_seconds", ("stage", "model")
    buckets = [
        found[(f"{name}_bucket", (("le", limit), stage))] for limit in [*(str(bound) for bound in BOUNDS), "+Inf"]
    ]
    assert buckets == sorted(buckets)
    assert (buckets[0], buckets[5], buckets[6], buckets[-2], buckets[-1]) == (1, 1, 3, 3, 4)
    assert found[(f"{name}_count", (stage,))] == 4
    assert round(found[(f"{name}_sum", (stage,))], 5) == 60.00181


def test_metrics__a_process_is_killed__no_counter_falls(folder: Path, other: subprocess.Popen[str]) -> None:
    before = samples(Client().get("/metrics"))
    other.kill()
    other.wait()
    after = samples(Client().get("/metrics"))
    assert after[DECIDED] == before[DECIDED] == 3
    assert {name for name, value in before.items() if after.get(name, 0) < value} == {("scorewright_journal_queue", ())}


def test_metrics__for_openmetrics__in_its_form(folder: Path) -> None:
    response = Client().get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert response.content.endswith(b"# EOF\n")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_metrics__without_a_key__from_this_machine(folder: Path, address: str) -> None:
    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "2001:db8::1", "", "unix:"])
def test_metrics__without_a_key__from_elsewhere__not_allowed(folder: Path, address: str) -> None:
    response = Client(REMOTE_ADDR=address).get("/metrics")
    assert (response.status_code, response.headers["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP"])
def test_metrics__without_a_key__through_a_proxy_on_this_machine__not_allowed(folder: Path, header: str) -> None:
    assert Client().get("/metrics", headers={header: "https"}).status_code == 403


def test_metrics__with_a_key__whoever_has_it_and_nobody_else(folder: Path) -> None:
    afar = Client(REMOTE_ADDR="10.0.0.7")
    with override_settings(METRICS_KEY="open sesame"):
        assert afar.get("/metrics", headers={"Authorization": "Bearer open sesame"}).status_code == 200
        for wrong in ("Bearer", "Bearer open sesam", "Bearer öffne dich", "open sesame"):
            refused = afar.get("/metrics", headers={"Authorization": wrong})
            assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert Client().get("/metrics").status_code == 401


def test_folder__that_up_clears__is_the_one_that_is_written() -> None:
    assert Home(settings.HOME).metrics == settings.TALLIES


def test_metrics__jobs_of_any_tenant__by_queue_and_kind(folder: Path, monkeypatch) -> None:
    kinds = (KindLoad("training.run", waiting=2, interrupted=1, running=3, dead=4),)
    found = [QueueLoad("ml_training", kinds, waits=timedelta(seconds=90), idle=None)]
    monkeypatch.setattr(job_metrics, "loads", lambda: found)
    shown = samples(Client().get("/metrics"))
    where = (("kind", "training.run"), ("queue", "ml_training"))
    counts = [shown["scorewright_jobs", (*where, ("state", state))] for state in ("waiting", "running", "dead")]
    assert counts == [2, 3, 4]
    assert shown["scorewright_jobs_longest_wait_seconds", (("queue", "ml_training"),)] == 90


def test_metrics__database_does_not_answer__all_others_are_there(folder: Path, monkeypatch) -> None:
    def away() -> list[QueueLoad]:
        raise OperationalError("away")

    monkeypatch.setattr(job_metrics, "loads", away)
    assert not [name for name, _ in samples(Client().get("/metrics")) if name.startswith("scorewright_jobs")]
