from django.apps import AppConfig


class AbsencesConfig(AppConfig):
    name = "absences"
    verbose_name = "Planning des absences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from absences.people import panels  # noqa: PLC0415
        from absences.personal_data import WORDS, calendars_kept  # noqa: PLC0415
        from absences.services.departures import follow_contract  # noqa: PLC0415
        from accounts.person import personal_data  # noqa: PLC0415
        from core.rights import Right  # noqa: PLC0415
        from employees.page import PEOPLE  # noqa: PLC0415  models are not loaded before
        from employees.services.retention import HISTORIES  # noqa: PLC0415
        from employees.signals import contract_redated, departure_cancelled, employee_left  # noqa: PLC0415

        PEOPLE.declare("absences:planning", "Planning des absences", Right.ABSENCES_CONSULT, rank=1)
        HISTORIES.append("absences.AbsenceEvent:append_only")
        panels.declare()
        personal_data.declare("agendas_des_absences", calendars_kept, words=WORDS)
        for signal in (employee_left, departure_cancelled, contract_redated):
            signal.connect(follow_contract, dispatch_uid="absences.follow_contract")
