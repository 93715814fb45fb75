"""The addresses of the planning, and who may open them."""

from core.references import new_public_id
from core.rights import Right
from tests.absences.cast import SECRETS
from tests.security.route import BOTH, POST, Route

PUBLIC = {
    "calendars:feed": Route(args=lambda cast: [SECRETS["ACME"]]),
}
TIERS = {
    "absences:planning": Route(right=Right.ABSENCES_CONSULT),
    "absences:calendars": Route(right=Right.ABSENCES_CONSULT),
    "absences:subscribe": Route(BOTH, right=Right.ABSENCES_CONSULT),
    # One's own only: those of a colleague lead nowhere.
    "absences:revoke_calendar": Route(
        BOTH, args=lambda cast: [new_public_id()], status=404, right=Right.ABSENCES_CONSULT
    ),
    "absences:print_or_export": Route(right=Right.ABSENCES_CONSULT),
    "absences:print_planning": Route(right=Right.ABSENCES_CONSULT),
    # Nobody of the cast is absent this month.
    "absences:print_sheets": Route(status=422, right=Right.ABSENCES_CONSULT),
    "absences:export": Route(right=Right.ABSENCES_CONSULT),
    "absences:leave_order": Route(right=Right.ABSENCES_CONSULT),
    "absences:tell_leave": Route(POST, status=422, right=Right.ABSENCES_ACT),
    "absences:print_leave_order": Route(right=Right.ABSENCES_CONSULT),
}
