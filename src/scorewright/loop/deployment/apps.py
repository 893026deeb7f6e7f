from django.apps import AppConfig


class DeploymentConfig(AppConfig):
    name = "scorewright.loop.deployment"
    label = "deployment"
    verbose_name = "Deployment"
