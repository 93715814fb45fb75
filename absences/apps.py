from django.apps import AppConfig


class AbsencesConfig(AppConfig):
    name = "absences"
    verbose_name = "Planning des absences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.rights import Right  # noqa: PLC0415
        from employees.page import PEOPLE  # noqa: PLC0415  models are not loaded before
        from employees.services.retention import HISTORIES  # noqa: PLC0415

        PEOPLE.declare("absences:planning", "Planning des absences", Right.ABSENCES_CONSULT, rank=1)
        HISTORIES.append("absences.AbsenceEvent:append_only")
