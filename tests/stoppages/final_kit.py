"""What the tests of the final declaration need: a stoppage in writing, its pages, the rights of a foreman."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from core.access import Access
from core.rights import Right
from employees.models import Employee
from stoppages.final.rules import Lost
from stoppages.final.services.hours import Area, save_hours
from stoppages.final.services.people import write_people
from stoppages.final.services.sending import send_final
from stoppages.models import StoppageCase, StoppageDeclaration
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import MembershipFactory
from tests.stoppages.factories import weather_case
from tests.stoppages.kit import access_of, site_of

CERTIFIED = [("Les conditions étaient réunies", "Certifié par Alice Exemple")]
TICKED = {"conditions": "on", "cse": "none", "owner": "on", "paid": "on", "signed": "on"}
MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 14)


def stopped(cast: Any, people: Iterable[Employee] = (), **fields: Any) -> StoppageCase:
    """Monday to Wednesday morning, with these people on the list."""
    fields.setdefault("resumes", "2026-01-14 08:00")
    case = weather_case(fields.pop("worksite", None) or site_of(cast), **fields)
    known = list(people)
    if known:
        write_people(access=access_of(cast), case=case, version=case.version, added=known)
        case.refresh_from_db()
    return case


def hired(cast: Any, **fields: Any) -> Employee:
    """At twenty euros an hour; `last_name`: of the person."""
    name = {"last_name": fields.pop("last_name")} if "last_name" in fields else {}
    person = EmployeeFactory(adherent=cast.acme.adherent, **name)
    employed: Employee = EmploymentFactory(employee=person, **{"hourly_wage": 20, **fields}).employee
    return employed


def lost(access: Access, case: StoppageCase, hours: dict[tuple[Employee, date], str], **options: Any) -> StoppageCase:
    """Saved over the people and the days named."""

    case.refresh_from_db()
    cells = {(one.pk, day): Lost(Decimal(typed)) for (one, day), typed in hours.items()}
    area = Area({key[0] for key in cells}, {key[1] for key in cells})
    return save_hours(access=access, case=case, version=case.version, area=area, lost=cells, **options)


def certify(access: Access, case: StoppageCase) -> StoppageDeclaration:
    case = StoppageCase.objects.get(pk=case.pk)
    return send_final(access=access, case=case, version=case.version, certified=CERTIFIED)


def without(access: Access, *rights: Right) -> Access:
    return replace(access, rights=access.rights - set(rights))


def foreman(cast: Any, name: str = "bruno") -> Any:
    """A browser of somebody of Acme who enters stoppages, and reads no wage."""
    user = cast.people[name]
    user.memberships.filter(adherent=cast.acme.adherent).delete()
    MembershipFactory(
        user=user, adherent=cast.acme.adherent, role="colleague", rights=["stoppages.consult", "stoppages.act"]
    )
    return cast.browser(name)


def page(case: StoppageCase, name: str) -> str:
    return reverse(f"stoppages:{name}", args=[case.adherent.public_id, case.public_id])


def grid(case: StoppageCase, rows: dict[Employee, list[str]], days: Iterable[date], **more: Any) -> dict[str, Any]:
    """What the form of the grid posts."""
    case.refresh_from_db()
    return {
        "version": case.version,
        "days": ",".join(day.isoformat() for day in days),
        "person": [one.public_id for one in rows],
        **{f"h{rank}": texts for rank, texts in enumerate(rows.values())},
        **more,
    }


__all__ = ["access_of", "site_of"]
