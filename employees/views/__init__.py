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
from employees.views.hire import (
    correct_hire,
    discard_hire,
    hire_again,
    hire_duplicate,
    hire_step,
    review_hire,
    start_hire,
)
from employees.views.listing import index
from employees.views.movements import cancel_hire, movement, movements, receipt
from employees.views.people import employee

__all__ = [
    "add_members",
    "cancel_hire",
    "choose_export",
    "correct_hire",
    "create_crew",
    "crew",
    "crews",
    "delete_crew",
    "discard_hire",
    "employee",
    "export",
    "export_with_nir",
    "hire_again",
    "hire_duplicate",
    "hire_step",
    "index",
    "movement",
    "movements",
    "receipt",
    "remove_members",
    "rename_crew",
    "review_hire",
    "start_hire",
]
