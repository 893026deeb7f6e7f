from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "scorewright.loop.jobs"
    label = "jobs"
    verbose_name = "Jobs"
