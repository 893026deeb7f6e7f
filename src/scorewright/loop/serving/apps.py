from django.apps import AppConfig


class ServingConfig(AppConfig):
    name = "scorewright.loop.serving"
    label = "serving"
    verbose_name = "Decisions"
