from django.apps import AppConfig


class RetrainingConfig(AppConfig):
    name = "scorewright.loop.retraining"
    label = "retraining"
    verbose_name = "Retraining"
