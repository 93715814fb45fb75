from django.apps import AppConfig


class AbsencesConfig(AppConfig):
    name = "absences"
    verbose_name = "Planning des absences"
    default_auto_field = "django.db.models.BigAutoField"
