from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "lender.loans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lender.loans import scoring  # noqa: F401, PLC0415 - attaches itself, once models are loaded
