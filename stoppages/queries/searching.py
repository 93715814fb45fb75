"""How cases are found by who they are about."""

from django.db.models import QuerySet

from core.search import Way, search, through, words_in
from employees.models import Employee

_PEOPLE = ("sick_leave__employee", "stoppedpersons__employee", "declaredpersons__employee")


def ways_to_people(path: str = "") -> tuple[Way, ...]:
    """By the salarié of an arrêt de travail, by whoever a weather stoppage stopped, in writing or as it was sent.

    `path`: from what is searched to its case, ending with `__`.
    """
    return tuple(through(f"{path}{people}", _named) for people in _PEOPLE)


def _named(typed: str) -> QuerySet[Employee]:
    return search(Employee.objects.order_by(), typed, words_in("plain_name"))
