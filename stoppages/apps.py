from django.apps import AppConfig


class StoppagesConfig(AppConfig):
    name = "stoppages"
    verbose_name = "Arrêts et remboursements"
    default_auto_field = "django.db.models.BigAutoField"
