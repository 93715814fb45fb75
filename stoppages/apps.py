from django.apps import AppConfig


class StoppagesConfig(AppConfig):
    name = "stoppages"
    verbose_name = "Arrêts et remboursements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from absences.planning import outside  # noqa: PLC0415
        from accounts.person import personal_data  # noqa: PLC0415
        from core.rights import Right  # noqa: PLC0415
        from employees.services.retention import HISTORIES  # noqa: PLC0415  models are not loaded before
        from stoppages.people import panels  # noqa: PLC0415
        from stoppages.personal_data import WORDS, declarations_sent  # noqa: PLC0415
        from stoppages.planning.queries import stopped_days  # noqa: PLC0415
        from stoppages.services.refreshing import watch_figures  # noqa: PLC0415
        from stoppages.services.retention import APPEND_ONLY  # noqa: PLC0415

        panels.declare()
        outside.declare(Right.STOPPAGES_CONSULT, stopped_days)
        start = outside.Start("Arrêt intempéries", "cloud-drizzle", "stoppages:start_weather", Right.STOPPAGES_ACT)
        outside.declare_start(start)
        watch_figures()
        HISTORIES.extend(APPEND_ONLY)
        personal_data.declare("declarations_d_arret", declarations_sent, words=WORDS)
