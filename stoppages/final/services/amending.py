"""What is written after a sending, given up: back to what was sent."""

from collections.abc import Collection

from django.db import transaction

from core.access import Access
from employees.models import Employment
from stoppages.enums import WRITABLE, EventKind
from stoppages.final.services import turn
from stoppages.models import LostDay, StoppageCase, StoppageDeclaration, StoppedPerson
from stoppages.queries.standing import current_declaration
from stoppages.services.cases import held
from stoppages.services.history import note
from stoppages.services.refusals import StoppageRefused


@transaction.atomic
def give_up_changes(*, access: Access, case: StoppageCase, version: int) -> None:
    """People, hours and the stoppage itself are those of the declaration in force. Raises StoppageRefused."""
    case = held(access, case, version=version, states=WRITABLE)
    sent = current_declaration(case)
    if sent is None:
        raise StoppageRefused("Rien n’a encore été envoyé : il n’y a rien à reprendre.")
    _restore_stoppage(case, sent)
    _restore_people(case, sent)
    turn(case)
    note(case, EventKind.CHANGED, access=access, message="Modifications abandonnées")


def _restore_stoppage(case: StoppageCase, sent: StoppageDeclaration) -> None:
    weather = case.weather
    weather.worksite, weather.cause = sent.worksite or weather.worksite, sent.cause
    weather.starts_at, weather.resumes_at = sent.starts_at or weather.starts_at, sent.resumes_at
    weather.save(update_fields=["worksite", "cause", "starts_at", "resumes_at"])


def _restore_people(case: StoppageCase, sent: StoppageDeclaration) -> None:
    """Whoever has no hours stays on the list."""
    mine = {"case": case, "adherent_id": case.adherent_id}
    declared = {one.employee_id: one for one in sent.people.all()}
    contracts = _contracts(case, declared)
    StoppedPerson.objects.bulk_create(
        [
            StoppedPerson(
                employee_id=employee_id,
                employment_id=contracts[employee_id],
                hourly_wage=one.hourly_wage,
                days_before=one.days_before,
                hours_before=one.hours_before,
                **mine,
            )
            for employee_id, one in declared.items()
        ],
        update_conflicts=True,
        unique_fields=["case", "employee"],
        update_fields=["hourly_wage", "days_before", "hours_before"],
    )
    case.lostdays.all().delete()
    LostDay.objects.bulk_create(
        LostDay(employee_id=one.employee_id, day=one.day, hours=one.hours, replaced=one.replaced, **mine)
        for one in sent.days.all()
    )


def _contracts(case: StoppageCase, employee_ids: Collection[int]) -> dict[int, int]:
    """Those of the list; the latest that had begun, for whoever was taken off it since."""
    begun = Employment.objects.real().filter(
        employee_id__in=employee_ids, starts_on__lte=case.ends_on or case.starts_on
    )
    latest = dict(begun.order_by("starts_on").values_list("employee_id", "pk"))
    return latest | dict(case.stoppedpersons.values_list("employee_id", "employment_id"))
