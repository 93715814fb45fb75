from django.apps import AppConfig

from core import staff_roles


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Journal et messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        staff_roles.discover()
