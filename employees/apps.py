from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "employees"
    verbose_name = "Salariés"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.person import personal_data  # noqa: PLC0415  models are not loaded before
        from employees.personal_data import WORDS, movements_sent  # noqa: PLC0415

        personal_data.declare("embauches_et_sorties", movements_sent, words=WORDS)
