"""HTTP of the section; everything is imported from here."""

from employees.views.changes import change_contract, change_person, request_change, withdraw_request
from employees.views.departures import (
    cancel_departure,
    correct_departure,
    declare_departure,
    request_departure_cancellation,
    request_departure_change,
)
from employees.views.people import index
from employees.views.person import employee, history, show_nir
from employees.views.stubs import correct_hire, hire_again, movement, receipt

__all__ = [
    "cancel_departure",
    "change_contract",
    "change_person",
    "correct_departure",
    "correct_hire",
    "declare_departure",
    "employee",
    "hire_again",
    "history",
    "index",
    "movement",
    "receipt",
    "request_change",
    "request_departure_cancellation",
    "request_departure_change",
    "show_nir",
    "withdraw_request",
]
