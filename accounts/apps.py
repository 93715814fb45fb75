from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.person.queries import only_caisse_of  # noqa: PLC0415  models are not loaded before
        from core import mail  # noqa: PLC0415

        mail.declare_signature(only_caisse_of)
        from accounts import assurances, receivers  # noqa: F401, PLC0415  models are not loaded before
