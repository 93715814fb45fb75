from django.apps import AppConfig


class AdherentsConfig(AppConfig):
    name = "adherents"
    verbose_name = "Adhérents"
    default_auto_field = "django.db.models.BigAutoField"
