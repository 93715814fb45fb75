"""Loads the absences of three companies: this month and the months around it, leave at every stage with the caisse.

Everything goes through the services, as the holder and the caisse would; days are counted from today.
"""

from dataclasses import dataclass
from datetime import timedelta

from absences.models import Absence, AbsenceKind, LeaveDeclaration
from absences.services import declaring, entering
from absences.stretches import Stretch
from absences.values import AbsenceValues
from accounts.models import User
from cibtp_portal.development import trade
from cibtp_portal.development.holders import holder_of, this_monday
from core.access import Access
from employees.models import Employee, Employment

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Away:
    """`week`: of its Monday, in weeks from this one; `first`: days after it; `days`: of the calendar.

    `step`: what became of the leave: nothing yet, "declared", "taken", "refused", "paid".
    """

    name: str
    kind: str
    week: int
    first: int
    days: int
    noon: str = ""
    step: str = ""
    note: str = ""


ACME = (
    Away("Benali", "paid_leave", -15, 0, 19, step="paid"),
    Away("Benali", "paid_leave", 4, 0, 5, step="taken"),
    Away("Benali", "fifth_week", 11, 0, 5),
    Away("da Silva", "paid_leave", -14, 0, 19, step="paid"),
    Away("da Silva", "rtt", 0, 4, 1),
    Away("da Silva", "paid_leave", 5, 0, 5, step="declared"),
    Away("Diallo", "sickness", -1, 2, 16, note="Arrêt reçu par courriel"),
    Away("Nowak", "paid_leave", 0, 0, 5, step="taken"),
    Away("Nowak", "paid_leave", 23, 0, 12),
    Away("Lefèvre", "rtt", -2, 4, 1),
    Away("Lefèvre", "training", 1, 1, 3, note="Conduite de travaux en site occupé"),
    Away("Lefèvre", "paid_leave", 4, 0, 12, step="refused"),
    Away("Fontaine", "paid_leave", 4, 0, 5, step="declared"),
    Away("El Mansouri", "recovery", 0, 2, 1, noon="start"),
    Away("El Mansouri", "unpaid_leave", 2, 0, 3),
    Away("Garcia", "work_accident", -6, 1, 26),
    Away("Yılmaz", "paid_leave", 2, 0, 5),
    Away("Yılmaz", "family_event", -3, 3, 2),
    Away("Traoré", "paid_leave", 1, 3, 1, step="declared"),
    Away("Petit-Jean", "apprentice_training", -2, 0, 5),
    Away("Petit-Jean", "apprentice_training", 1, 0, 5),
    Away("Petit-Jean", "apprentice_training", 4, 0, 5),
    Away("Ribeiro", "paid_leave", 4, 0, 5),
    Away("Martin", "training", 0, 0, 2),
)
RIVAL = (Away("Petitjean", "paid_leave", 0, 0, 5),)
_CHRISTMAS = ("paid_leave", 3, 18)


def load() -> None:
    _plan("acme", ACME)
    _plan("rival", RIVAL)
    _christmas("seine")


def _plan(key: str, planned: tuple[Away, ...]) -> None:
    access, kinds = holder_of(key), {kind.key: kind for kind in AbsenceKind.objects.all()}
    for away in planned:
        person = Employee.objects.get(adherent_id=access.tiers.adherent_id, last_name=away.name)
        start = this_monday() + (7 * away.week + away.first) * _DAY
        stretch = Stretch(start, start + (away.days - 1) * _DAY, away.noon == "start", away.noon == "end")
        values = AbsenceValues(kinds[away.kind], stretch, away.note)
        for absence in entering.enter_absence(access=access, employee=person, values=values).absences:
            _go_on(access, absence, away.step)


def _go_on(access: Access, absence: Absence, step: str) -> None:
    if not step:
        return
    [declaration] = declaring.declare_leave(access=access, absences=[absence])
    sami = User.objects.get(email=next(person.email for person in trade.PEOPLE if person.key == "sami"))
    if step == "refused":
        reason = "Les droits de la personne ne suffisent pas"
        declaring.refuse_leave(declaration=declaration, by=sami, version=declaration.version, reason=reason)
    if step in ("taken", "paid"):
        declaring.take_into_account(declaration=declaration, by=sami, version=declaration.version)
    if step == "paid":
        treated = LeaveDeclaration.objects.get(pk=declaration.pk)
        declaring.record_payment(declaration=treated, paid_on=absence.starts_on, by=sami)


def _christmas(key: str) -> None:
    """Everybody but one in six goes, in two waves."""
    access = holder_of(key)
    kind, wave, days = _CHRISTMAS
    leave = AbsenceKind.objects.get(key=kind)
    contracts = Employment.objects.filter(adherent_id=access.tiers.adherent_id).current().real()
    for rank, contract in enumerate(contracts.select_related("employee").order_by("employee__plain_name")):
        start = this_monday() + 7 * (wave + rank % 2) * _DAY
        is_there = contract.starts_on <= start and (contract.ends_on is None or contract.ends_on >= start + days * _DAY)
        if rank % 6 and is_there:
            values = AbsenceValues(leave, Stretch(start, start + (days - 1) * _DAY))
            entering.enter_absence(access=access, employee=contract.employee, values=values)
