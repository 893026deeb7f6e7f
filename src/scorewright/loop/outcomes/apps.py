from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "scorewright.loop.outcomes"
    label = "outcomes"
    verbose_name = "Outcomes"
