"""The addresses of the planning, and who may open them."""

from typing import Any

from core.references import new_public_id
from core.rights import Right
from tests.absences.cast import SECRETS
from tests.cast import Cast
from tests.security.route import BOTH, POST, Route


def _declaration(cast: Cast) -> list[Any]:
    return [cast.acme.planned.declaration.public_id]


def _leave(cast: Cast) -> list[Any]:
    return [cast.acme.planned.leave.public_id]


def _collective(cast: Cast) -> list[Any]:
    return [cast.acme.planned.collective.public_id]


def _crew(cast: Cast) -> list[Any]:
    return [cast.acme.people.crew.public_id]


PUBLIC = {
    "calendars:feed": Route(args=lambda cast: [SECRETS["ACME"]]),
}
TIERS = {
    "absences:planning": Route(right=Right.ABSENCES_CONSULT),
    "absences:crew_needs": Route(right=Right.ABSENCES_ACT),
    "absences:set_crew_needs": Route(BOTH, args=_crew, right=Right.ABSENCES_ACT),
    "absences:leave_to_declare": Route(right=Right.ABSENCES_CONSULT),
    # Nothing was ticked: back to the list.
    "absences:declare": Route(POST, status=302, right=Right.ABSENCES_ACT),
    "absences:declaration": Route(args=_declaration, right=Right.ABSENCES_CONSULT),
    "absences:receipt": Route(args=_declaration, right=Right.ABSENCES_CONSULT),
    "absences:withdraw": Route(BOTH, args=_declaration, right=Right.ABSENCES_ACT),
    # The caisse refused no cancellation there: back to the declaration.
    "absences:keep": Route(BOTH, args=_declaration, status=302, right=Right.ABSENCES_ACT),
    "absences:enter": Route(BOTH, right=Right.ABSENCES_ACT),
    "absences:count": Route(POST, right=Right.ABSENCES_ACT),
    "absences:absence": Route(args=_leave, right=Right.ABSENCES_CONSULT),
    "absences:change": Route(BOTH, args=_leave, right=Right.ABSENCES_ACT),
    "absences:split": Route(BOTH, args=_leave, right=Right.ABSENCES_ACT),
    "absences:count_split": Route(POST, args=_leave, right=Right.ABSENCES_ACT),
    "absences:cancel": Route(BOTH, args=_leave, right=Right.ABSENCES_ACT),
    "absences:today": Route(right=Right.ABSENCES_CONSULT),
    "absences:after_departure": Route(right=Right.ABSENCES_CONSULT),
    "absences:resolve_after_departure": Route(POST, status=302, right=Right.ABSENCES_ACT),
    "absences:calendars": Route(right=Right.ABSENCES_CONSULT),
    "absences:subscribe": Route(BOTH, right=Right.ABSENCES_CONSULT),
    # One's own only: those of a colleague lead nowhere.
    "absences:revoke_calendar": Route(
        BOTH, args=lambda cast: [new_public_id()], status=404, right=Right.ABSENCES_CONSULT
    ),
    "absences:collectives": Route(right=Right.ABSENCES_CONSULT),
    "absences:start_collective": Route(BOTH, right=Right.ABSENCES_ACT),
    "absences:collective": Route(args=_collective, right=Right.ABSENCES_CONSULT),
    "absences:count_again": Route(POST, args=_collective, status=302, right=Right.ABSENCES_ACT),
    "absences:leave_out": Route(POST, args=_collective, status=302, right=Right.ABSENCES_ACT),
    "absences:apply_collective": Route(POST, args=_collective, status=302, right=Right.ABSENCES_ACT),
    # Nothing is entered: back to what it would do.
    "absences:undo_collective": Route(BOTH, args=_collective, status=302, right=Right.ABSENCES_ACT),
    "absences:discard_collective": Route(BOTH, args=_collective, right=Right.ABSENCES_ACT),
    "absences:print_or_export": Route(right=Right.ABSENCES_CONSULT),
    "absences:print_planning": Route(right=Right.ABSENCES_CONSULT),
    # Nobody of the cast is absent this month.
    "absences:print_sheets": Route(status=422, right=Right.ABSENCES_CONSULT),
    "absences:export": Route(right=Right.ABSENCES_CONSULT),
    "absences:leave_order": Route(right=Right.ABSENCES_CONSULT),
    "absences:tell_leave": Route(POST, status=422, right=Right.ABSENCES_ACT),
    "absences:print_leave_order": Route(right=Right.ABSENCES_CONSULT),
}
ADMIN_MODELS = {
    "absences_leavedeclaration": (lambda company: company.planned.declaration, frozenset()),
    "absences_absence": (lambda company: company.planned.leave, frozenset()),
    "absences_leavenotice": (lambda company: company.planned.notice, frozenset()),
    "absences_calendarsubscription": (lambda company: company.planned.calendar, frozenset()),
    "absences_crewneed": (lambda company: company.people.crew.need, frozenset()),
    "absences_absencerule": (lambda company: company.planned.rule, frozenset({"add"})),
    "absences_refusalreason": (lambda company: company.planned.reason, frozenset({"add"})),
}
ADMIN_OF_ROWS = {
    "admin:absences_leavedeclaration_take": lambda company: [company.planned.declaration.pk],
    "admin:absences_leavedeclaration_refuse": lambda company: [company.planned.declaration.pk],
    "admin:absences_leavedeclaration_next": lambda company: [company.planned.declaration.pk],
}
# The same for the whole network: its superusers alone.
ADMIN_OF_THE_NETWORK = frozenset({"absences_absencekind"})
