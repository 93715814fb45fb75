from django.apps import AppConfig


class AbsencesConfig(AppConfig):
    name = "absences"
    verbose_name = "Absences et arrêts"
    default_auto_field = "django.db.models.BigAutoField"
