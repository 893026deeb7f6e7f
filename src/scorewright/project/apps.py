from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "scorewright.project"
    label = "project"

    def ready(self) -> None:
        from scorewright.project import checks  # noqa: F401, PLC0415 - registers the checks, once apps are loaded
