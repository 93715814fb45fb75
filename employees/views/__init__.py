"""HTTP of the section; everything is imported from here."""

from employees.views.hire import (
    correct_hire,
    discard_hire,
    hire_again,
    hire_duplicate,
    hire_step,
    review_hire,
    start_hire,
)
from employees.views.movements import cancel_hire, movement, movements, receipt
from employees.views.people import employee, index

__all__ = [
    "cancel_hire",
    "correct_hire",
    "discard_hire",
    "employee",
    "hire_again",
    "hire_duplicate",
    "hire_step",
    "index",
    "movement",
    "movements",
    "receipt",
    "review_hire",
    "start_hire",
]
