from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "scorewright.loop.registry"
    label = "registry"
    verbose_name = "Model registry"
