from django.apps import AppConfig


class GuardingConfig(AppConfig):
    name = "scorewright.loop.guarding"
    label = "guarding"
    verbose_name = "Guards"
