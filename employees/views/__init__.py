"""HTTP of the section; everything is imported from here."""

from employees.views.crews import (
    add_members,
    create_crew,
    crew,
    crews,
    delete_crew,
    remove_members,
    rename_crew,
)
from employees.views.exports import choose_export, export, export_with_nir
from employees.views.listing import index
from employees.views.people import employee
from employees.views.stubs import start_hire

__all__ = [
    "add_members",
    "choose_export",
    "create_crew",
    "crew",
    "crews",
    "delete_crew",
    "employee",
    "export",
    "export_with_nir",
    "index",
    "remove_members",
    "rename_crew",
    "start_hire",
]
