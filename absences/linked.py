"""What of this app a message to the caisse may be about: an absence, for whoever may read motives."""

from typing import Any

from absences.models import Absence
from core.access import Access
from core.linked import LinkedKind
from core.rights import Right
from core.templatetags.portal import short_date


def _readable(access: Access, now: Any) -> Any:
    return Absence.objects.for_access(access).select_related("kind", "employee")


def _name(absence: Absence) -> tuple[str, int | None, int | None]:
    days = f"du {short_date(absence.starts_on)} au {short_date(absence.ends_on)}"
    return f"{absence.kind.name}, {absence.employee.full_name}, {days}", absence.employee_id, None


LINKED_KINDS = (
    LinkedKind(
        "absence",
        "Absence",
        "absences",
        (Right.ABSENCES_CONSULT, Right.MOTIVES_CONSULT),
        Absence,
        _readable,
        _name,
        "absences:absence",
    ),
)
