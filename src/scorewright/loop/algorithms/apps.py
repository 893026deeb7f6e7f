from django.apps import AppConfig


class AlgorithmsConfig(AppConfig):
    name = "scorewright.loop.algorithms"
    label = "algorithms"
    verbose_name = "Algorithms"
