"""A NIR in clear, for a manager who asked for it: on a page of its own, each time in the journal."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.staff.rows import RowPageAdmin
from employees import nir as nirs
from employees.models import Employee

_NOTE = (
    "Cet affichage est inscrit au journal et dans l’historique que lit l’entreprise, avec votre nom. Ne recopiez pas "
    "ce numéro dans un message."
)


def shown_nirs(
    page: RowPageAdmin, request: HttpRequest, row: Any, employee: Employee, numbers: list[tuple[str, str]]
) -> HttpResponse:
    """`row`: that of the page it was asked from."""
    grouped = [(label, nirs.grouped(number) if number else "Inconnu") for label, number in numbers]
    return page.shown_apart(
        request, row, title="Numéro de sécurité sociale", whose=employee.full_name, numbers=grouped, note=_NOTE
    )
