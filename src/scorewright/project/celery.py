"""The jobs: which queue each goes to, and what runs by the clock."""

import os
from importlib import import_module
from multiprocessing import process

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")

from django.conf import settings

LONGEST_JOB_SECONDS = 6 * 3600
RELAY_SECONDS = 5.0
SWEEP_SECONDS = 10.0
# A minute of a moved clock is over in no time.
SCHEDULES_LOOKED_AT = 0.5 if settings.CLOCK_IS_MOVED else crontab()


def _daily(task: str, *, hour: int, minute: int) -> dict[str, object]:
    """``task`` for each tenant, once a day (UTC)."""
    return {"task": "tenancy.for_each_tenant", "args": (task,), "schedule": crontab(hour=str(hour), minute=str(minute))}


app = Celery("scorewright")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    # Unacknowledged jobs are delivered again after this time: it must be longer than the longest job.
    broker_transport_options={"visibility_timeout": LONGEST_JOB_SECONDS},
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_default_queue="critical",
    task_routes={
        "training.*": {"queue": "ml_training"},
        "monitoring.*": {"queue": "monitoring"},
        "notifications.*": {"queue": "maintenance"},
        "registry.*": {"queue": "maintenance"},
        "deployment.*": {"queue": "maintenance"},
        "jobs.*": {"queue": "critical"},
        "serving.*": {"queue": "maintenance"},
        # Somebody waits for these; the worker that trains has another queue.
        "intake.*": {"queue": "critical"},
        "tenancy.*": {"queue": "maintenance"},
    },
    timezone="UTC",
    beat_schedule={
        # One that waits behind longer work is of no use once the next is due.
        "relay-jobs": {"task": "jobs.relay", "schedule": RELAY_SECONDS, "options": {"expires": RELAY_SECONDS}},
        # In UTC, like every schedule of a tenant.
        "run-schedules": {
            "task": "tenancy.for_each_tenant",
            "args": ("jobs.run_schedules",),
            "schedule": SCHEDULES_LOOKED_AT,
            "options": {"expires": 60.0, "queue": "critical"},
        },
        "relay-notifications": {
            "task": "notifications.relay",
            "schedule": RELAY_SECONDS,
            "options": {"expires": RELAY_SECONDS, "queue": "critical"},
        },
        "sweep-assessments": {
            "task": "tenancy.for_each_tenant",
            "args": ("intake.sweep",),
            "schedule": SWEEP_SECONDS,
            "options": {"expires": SWEEP_SECONDS, "queue": "critical"},
        },
        "verify-artefacts": _daily("registry.verify_artefacts", hour=2, minute=10),
        "forget-scored-files": _daily("serving.forget_files", hour=3, minute=10),
        "forget-outcome-files": _daily("outcomes.forget_files", hour=3, minute=20),
        "forget-versions": _daily("deployment.forget_versions", hour=3, minute=40),
        "forget-files": {"task": "deployment.forget_files", "schedule": crontab(hour="4", minute="10")},
        "verify-audit": _daily("notifications.verify_trail", hour=2, minute=40),
        "verify-installation": {
            "task": "notifications.verify_installation",
            "schedule": crontab(hour="2", minute="40"),
        },
    },
)
app.autodiscover_tasks()


@worker_init.connect
def load_what_reasons_need(**_: object) -> None:
    """Before any process is forked: each would take a second for it when an application first waits for its reasons."""
    import_module("xgboost")


_THE_LIBRARYS_OWN = process.current_process()


@worker_process_init.connect
def may_have_children(**_: object) -> None:
    """A job of this process may start processes of its own, which trainings do.

    Celery's fork of multiprocessing puts its own object, of a daemon, in the place of the library's, which then refuses
    to start any. Daemons may have none because they would be left behind; ours watch for that: ``training.orphans``.
    """
    process._current_process = _THE_LIBRARYS_OWN  # type: ignore[attr-defined]  # noqa: SLF001
