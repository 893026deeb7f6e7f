from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "scorewright.loop.intake"
    label = "intake"
    verbose_name = "Applications"
