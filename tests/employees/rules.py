"""The rules of leave that the migration brings: tests that commit empty every table behind them."""

from importlib import import_module

from django.apps import apps

from employees.models import LeaveRule, SeniorityStep


def load_rules() -> None:
    for model in (LeaveRule, SeniorityStep):
        model.objects.all().delete()
    import_module("employees.migrations.0002_leave_rules").load(apps, None)
