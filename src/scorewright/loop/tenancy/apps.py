from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "scorewright.loop.tenancy"
    label = "tenancy"
    verbose_name = "Tenants"

    def ready(self) -> None:
        from scorewright.loop.tenancy import checks  # noqa: F401, PLC0415 - registers itself, once models are loaded
