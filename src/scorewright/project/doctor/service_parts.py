"""Servers, tables, declarations, worker and models of the service. Django must be set up."""

from collections.abc import Callable, Iterator, Sequence

import redis
from celery.exceptions import CeleryError
from django.core.checks import ERROR, CheckMessage, run_checks
from django.db import DEFAULT_DB_ALIAS
from django.db import Error as DatabaseError
from kombu.exceptions import KombuError

from scorewright.loop.jobs.load import QueueLoad, loads, stuck
from scorewright.loop.registry.artefacts import ArtefactUnusableError, fetch
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.tenancy.models import Tenant
from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import acting
from scorewright.project.celery import app
from scorewright.project.commands.tenant_scope import actor
from scorewright.project.doctor.finding import Finding, Severity
from scorewright.project.simulation.clock import moved
from scorewright.project.web.health import CHECKS, NotReadyError
from scorewright.science.artefacts.admission import ArtefactRefused
from scorewright.science.artefacts.running import load

REMEDIES = {
    "database": "Start it (scorewright up), or correct DATABASE_URL; logs/postgres.log in the home may say more.",
    "migrations": "Apply them: scorewright bootstrap",
    "broker": "Start it (scorewright up), or correct CELERY_BROKER_URL; logs/valkey.log in the home may say more.",
    "queues": "Start a worker for each queue: scorewright up, or docs/jobs.md for workers of your own.",
    "artefacts": "The folder artefacts in SCOREWRIGHT_HOME must be readable.",
}


def service_parts() -> Iterator[Finding]:
    """Everything, one after the other; what needs the tables is left out where they cannot be had."""
    servers = [_server(name, check) for name, check in CHECKS.items()]
    yield from servers
    if (words := moved()) is not None:
        yield Finding("clock", "warning", words, "Nothing that is decided here is real: work in another home.")
    broken = {finding.topic for finding in servers if finding.severity == "error"}
    yield from _declarations()
    if "broker" not in broken:
        yield _worker()
    if not broken & {"database", "migrations"}:
        yield from _role()
        yield from _jobs(loads())
        for tenant in tenants():
            yield from _production(tenant)


def _server(name: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except (DatabaseError, OSError, redis.RedisError, NotReadyError) as error:
        return Finding(name, "error", (str(error).splitlines() or ["no answer"])[0], REMEDIES[name])
    return Finding(name, "ok", "in order")


def _declarations() -> Iterator[Finding]:
    faults = [fault for fault in run_checks() if fault.level >= ERROR]
    yield from _faults("declarations", faults, otherwise="all use cases conform")


def _role() -> Iterator[Finding]:
    faults = run_checks(tags=["database"], databases=[DEFAULT_DB_ALIAS])
    of_row_security = [fault for fault in faults if str(fault.id).startswith("tenancy.")]
    others = [fault for fault in faults if fault not in of_row_security]
    bound = "the application's role is bound by it, on every table of a tenant"
    yield from _faults("row security", of_row_security, otherwise=bound)
    yield from _faults("rights", others, otherwise="the application's role may keep decisions")


def _faults(topic: str, faults: Sequence[CheckMessage], *, otherwise: str) -> Iterator[Finding]:
    yield from (_fault(topic, fault) for fault in faults)
    if not faults:
        yield Finding(topic, "ok", otherwise)


def _fault(topic: str, fault: CheckMessage) -> Finding:
    severity: Severity = "error" if fault.level >= ERROR else "warning"
    return Finding(topic, severity, str(fault.msg), fault.hint or "The message names the place to correct.")


def _worker() -> Finding:
    try:
        found = app.control.ping(timeout=2.0)
    except (OSError, redis.RedisError, KombuError, CeleryError) as error:
        return Finding("worker", "error", str(error), REMEDIES["broker"])
    if not found:
        return Finding("worker", "warning", "no worker answers: jobs wait", "Start the service: scorewright up")
    return Finding("worker", "ok", f"{len(found)} at work")


def _jobs(found: Sequence[QueueLoad]) -> Iterator[Finding]:
    for queue in stuck(found):
        yield Finding("jobs", "warning", f"{queue}, and none of it moves", REMEDIES["queues"])
    dead = {kind.kind: kind.dead for queue in found for kind in queue.kinds if kind.dead}
    if dead:
        counts = ", ".join(f"{count:,} of {kind}" for kind, count in dead.items())
        yield Finding("jobs", "warning", f"dead letters: {counts}", "Read why, and replay: scorewright jobs dead")
    if not dead and not stuck(found):
        waiting, running = sum(queue.waiting for queue in found), sum(queue.running for queue in found)
        yield Finding("jobs", "ok", f"{running:,} run, {waiting:,} wait")


def _production(tenant: Tenant) -> Iterator[Finding]:
    with acting(tenant.pk, actor=actor()):
        for version in ModelVersion.objects.filter(status=Status.PRODUCTION):
            yield _model(f"model of {tenant}", version)


def _model(topic: str, version: ModelVersion) -> Finding:
    try:
        load(fetch(version.artefact_sha256))
    except (ArtefactUnusableError, ArtefactRefused) as error:
        remedy = f"Put the file back from a backup, or: scorewright train {version.use_case}. Until then, fallback."
        return Finding(topic, "error", f"{version}: {error}", remedy)
    return Finding(topic, "ok", f"{version} loads")
