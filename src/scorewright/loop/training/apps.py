from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "scorewright.loop.training"
    label = "training"
    verbose_name = "Training"
