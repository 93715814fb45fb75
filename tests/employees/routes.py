"""The addresses of *Mes salariés*, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast
from tests.security.route import BOTH, POST, Route


def _crew(cast: Cast) -> list[Any]:
    return [cast.acme.people.crew.public_id]


def _draft(cast: Cast) -> list[Any]:
    return [cast.acme.people.draft.public_id]


def _hire(cast: Cast) -> list[Any]:
    return [cast.acme.people.hire.public_id]


def _import(cast: Cast) -> list[Any]:
    return [cast.acme.people.import_file.public_id]


def _person(cast: Cast) -> list[Any]:
    return [cast.acme.people.employee.public_id]


TIERS = {
    "employees:index": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:act_on_selection": Route(POST, status=302, right=Right.EMPLOYEES_CONSULT),
    "employees:choose_export": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:export": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:export_with_nir": Route(POST, right=Right.NIR_CONSULT),
    "employees:create_crew": Route(BOTH, right=Right.EMPLOYEES_ACT),
    "employees:crew": Route(args=_crew, right=Right.EMPLOYEES_CONSULT),
    "employees:rename_crew": Route(BOTH, args=_crew, right=Right.EMPLOYEES_ACT),
    "employees:delete_crew": Route(BOTH, args=_crew, right=Right.EMPLOYEES_ACT),
    "employees:add_members": Route(POST, args=_crew, status=302, right=Right.EMPLOYEES_ACT),
    "employees:remove_members": Route(POST, args=_crew, status=302, right=Right.EMPLOYEES_ACT),
    "employees:start_hire": Route(BOTH, right=Right.EMPLOYEES_ACT),
    "employees:hire_step": Route(
        BOTH, args=lambda cast: [cast.acme.people.draft.public_id, "contrat"], right=Right.EMPLOYEES_ACT
    ),
    # Nobody resembles the draft of the cast: on to the next step.
    "employees:hire_duplicate": Route(BOTH, args=_draft, status=302, right=Right.EMPLOYEES_ACT),
    "employees:review_hire": Route(BOTH, args=_draft, right=Right.EMPLOYEES_ACT),
    "employees:discard_hire": Route(BOTH, args=_draft, right=Right.EMPLOYEES_ACT),
    "employees:hire_again": Route(
        POST, args=lambda cast: [cast.acme.people.employee.public_id], status=302, right=Right.EMPLOYEES_ACT
    ),
    "employees:movements": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:movement": Route(args=_hire, right=Right.EMPLOYEES_CONSULT),
    "employees:receipt": Route(args=_hire, right=Right.EMPLOYEES_CONSULT),
    "employees:correct_hire": Route(POST, args=_hire, status=302, right=Right.EMPLOYEES_ACT),
    "employees:cancel_hire": Route(BOTH, args=_hire, right=Right.EMPLOYEES_ACT),
    "employees:crews": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:imports": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:send_import": Route(POST, status=422, right=Right.EMPLOYEES_ACT),
    "employees:import_template": Route(args=lambda cast: ["csv"], right=Right.EMPLOYEES_CONSULT),
    "employees:import_file": Route(args=_import, right=Right.EMPLOYEES_CONSULT),
    "employees:import_errors": Route(args=_import, right=Right.EMPLOYEES_CONSULT),
    "employees:confirm_import": Route(POST, args=_import, status=302, right=Right.EMPLOYEES_ACT),
    "employees:apply_import": Route(POST, args=_import, status=302, right=Right.EMPLOYEES_ACT),
    "employees:abandon_import": Route(POST, args=_import, status=302, right=Right.EMPLOYEES_ACT),
    "employees:employee": Route(args=lambda cast: [cast.acme.people.employee.public_id], right=Right.EMPLOYEES_CONSULT),
    "employees:history": Route(args=lambda cast: [cast.acme.people.employee.public_id], right=Right.EMPLOYEES_CONSULT),
    "employees:show_nir": Route(POST, args=lambda cast: [cast.acme.people.employee.public_id], right=Right.NIR_CONSULT),
    "employees:change_person": Route(
        BOTH, args=lambda cast: [cast.acme.people.employee.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:change_contract": Route(
        BOTH, args=lambda cast: [cast.acme.people.employment.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:request_change": Route(
        BOTH, args=lambda cast: [cast.acme.people.leaving.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:declare_departure": Route(
        BOTH, args=lambda cast: [cast.acme.people.employment.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:correct_departure": Route(
        BOTH, args=lambda cast: [cast.acme.people.departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:cancel_departure": Route(
        BOTH, args=lambda cast: [cast.acme.people.departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:request_departure_change": Route(
        BOTH, args=lambda cast: [cast.acme.people.recorded_departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:request_departure_cancellation": Route(
        BOTH, args=lambda cast: [cast.acme.people.recorded_departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:withdraw_request": Route(
        BOTH, args=lambda cast: [cast.acme.people.change_request.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:record_split_waiver": Route(BOTH, args=_person, right=Right.EMPLOYEES_ACT),
    "employees:withdraw_split_waiver": Route(
        BOTH, args=lambda cast: [cast.acme.people.split_waiver.public_id], right=Right.EMPLOYEES_ACT
    ),
}
ADMIN_MODELS = {
    "employees_employee": (lambda company: company.people.employee, frozenset()),
    "employees_movement": (lambda company: company.people.hire, frozenset()),
    "employees_employeeimport": (lambda company: company.people.import_file, frozenset()),
    "employees_leaveright": (lambda company: company.people.employee.leave_rights.get(), frozenset()),
}
ADMIN_OF_ROWS = {
    "admin:employees_employee_show_nir": lambda company: [company.people.employee.pk],
    "admin:employees_movement_accept": lambda company: [company.people.hire.pk],
    "admin:employees_movement_correct": lambda company: [company.people.hire.pk],
    "admin:employees_movement_refuse": lambda company: [company.people.hire.pk],
    "admin:employees_movement_next": lambda company: [company.people.hire.pk],
    "admin:employees_movement_show_nir": lambda company: [company.people.departure.pk],
}
# Of no caisse: managers read them (test_staff_people.py).
ADMIN_OF_MANAGERS = frozenset({"employees_leaverule", "employees_senioritystep"})
