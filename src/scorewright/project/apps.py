import logging

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "scorewright.project"
    label = "project"

    def ready(self) -> None:
        # Registers the checks, and makes our Celery the current one, once apps are loaded.
        from scorewright.project import celery, checks  # noqa: F401, PLC0415
        from scorewright.project.default_status import check_default_status  # noqa: PLC0415
        from scorewright.project.logs import configure_logs  # noqa: PLC0415
        from scorewright.project.simulation.clock import moved  # noqa: PLC0415

        check_default_status()
        configure_logs()
        if (words := moved()) is not None:
            logging.getLogger(__name__).warning("Mind the clock: %s", words)
