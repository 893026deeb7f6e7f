from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "scorewright.loop.experiments"
    label = "experiments"
    verbose_name = "Experiments"
