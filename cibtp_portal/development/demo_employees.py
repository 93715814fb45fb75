"""Loads the invented people of four companies: contracts of every kind, and what was lately declared of them.

Those whom the caisse has known for long are rows; what happened lately goes through the services, with its history.
Every NIR has its key and agrees with the birth; its place (99 999) is one where nobody is born.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Adherent, Establishment
from cibtp_portal.development import declarations, trade, workforce
from cibtp_portal.development.workforce import Hand
from core.access import Access
from delegations import authority
from employees import nir as nirs
from employees.crews import services as crews
from employees.decisions import services as treating
from employees.departure import services as departures
from employees.departure.services import DepartureValues
from employees.enums import AbsenceKind, DepartureReason, EventKind, Presence
from employees.hire.services import hire as hiring
from employees.leave.arithmetic.periods import accrual_periods
from employees.models import Crew, Employee, EmployeeEvent, Employment, HireDraft, KnownAbsence, LeaveRight, Movement
from employees.services.numbers import nir_fields
from employees.values import ContractValues, NewHire, PersonValues

_DAY = timedelta(days=1)
_MONTHLY = Decimal("2.5")
_YEARLY = 30
_GLOBEX, _SEINE = 12, 40
# One in so many has no figures of the caisse yet: the estimate shows.
_WITHOUT_RIGHTS = 5


def load() -> None:
    """The people of Acme, Rival, Globex and Bâtisseurs de Seine."""
    acme = Place("acme")
    known = acme.settle(workforce.ACME)
    _lately_at_acme(acme, known)
    Place("rival").settle(workforce.RIVAL)
    globex = Place("globex")
    globex.settle(workforce.gang("globex", _GLOBEX, 2))
    Place("seine").settle(workforce.gang("seine", _SEINE, 5))
    _count()


def _count() -> None:
    """What the caisse says of each company agrees with the people it shows."""
    today = timezone.localdate()
    for adherent in Adherent.objects.filter(employees__isnull=False).distinct():
        rows = Employment.objects.filter(adherent=adherent).current().real()
        declarations.agree(adherent, rows.standing(Presence.PRESENT, today).count())


class Place:
    """A company being peopled, as its holder."""

    def __init__(self, key: str) -> None:
        siren = next(company.siren for company in trade.COMPANIES if company.key == key)
        self.adherent = Adherent.objects.get(siren=siren)
        self.sites: list[Establishment] = list(self.adherent.establishments.order_by("pk"))
        self.access = _holder_of(self.adherent)
        self.crews: dict[str, Crew] = {
            name: crews.create_crew(access=self.access, establishment=self.sites[site], name=name)
            for site, name in workforce.CREWS.get(key, ())
        }

    def settle(self, hands: Sequence[Hand]) -> list[Employment]:
        """People whom the caisse has known since before the portal."""
        people = Employee.objects.bulk_create(
            Employee(adherent=self.adherent, **person_of(hand).as_fields(), **nir_fields(nir_of(hand, rank)))
            for rank, hand in enumerate(hands)
        )
        pairs = list(zip(people, hands, strict=True))
        contracts = Employment.objects.bulk_create(self._contract(employee, hand) for employee, hand in pairs)
        EmployeeEvent.objects.bulk_create(map(_known_since, contracts))
        LeaveRight.objects.bulk_create(
            right
            for rank, contract in enumerate(contracts)
            if rank % _WITHOUT_RIGHTS
            for right in _rights(contract, rank)
        )
        return contracts

    def hire(self, hand: Hand) -> Movement:
        """Declared a moment ago, as the holder would."""
        new = NewHire(person_of(hand), self.contract_of(hand), nir_of(hand, 500 - hand.since % 400))
        return hiring.declare_hire(access=self.access, hire=new)

    def contract_of(self, hand: Hand) -> ContractValues:
        today = timezone.localdate()
        return ContractValues(
            establishment=self.sites[hand.site],
            crew=self.crews.get(hand.crew),
            category=hand.category,
            qualification=hand.qualification,
            contract_kind=hand.kind,
            fixed_term_reason=hand.fixed_term_reason,
            worksite=hand.worksite,
            starts_on=today - hand.since * _DAY,
            planned_end_on=None if hand.ends_in is None else today + hand.ends_in * _DAY,
            weekly_hours=hand.hours,
            work_days=hand.days,
            hourly_wage=hand.wage,
        )

    def _contract(self, employee: Employee, hand: Hand) -> Employment:
        values = self.contract_of(hand)
        ends_on = values.planned_end_on
        return Employment(adherent=self.adherent, employee=employee, ends_on=ends_on, **values.as_fields())


def person_of(hand: Hand) -> PersonValues:
    """With an address made from the name."""
    number = 1 + sum(map(ord, hand.last_name)) % 90
    postal_code, city = hand.town
    return PersonValues(
        sex=hand.sex,
        last_name=hand.last_name,
        first_name=hand.first_name,
        birth_name=hand.birth_name,
        birth_on=hand.born,
        birth_place="Néant-la-Fiction",
        street=f"{number} rue de la Truelle",
        postal_code=postal_code,
        city=city,
    )


def nir_of(hand: Hand, rank: int) -> str:
    """A number with its key, of somebody born where nobody is."""
    sex = {"F": "2", "M": "1"}[hand.sex]
    thirteen = f"{sex}{hand.born:%y%m}99999{1 + rank % 999:03d}"
    return nirs.with_key(thirteen)


def _holder_of(adherent: Adherent) -> Access:
    member = Membership.objects.filter(adherent=adherent, role=MembershipRole.HOLDER).select_related("user")[0]
    access = authority.resolve(member.user, adherent.public_id)
    if access is None:
        raise LookupError(f"nobody holds {adherent}")
    return access


def _known_since(contract: Employment) -> EmployeeEvent:
    known_at = timezone.make_aware(datetime.combine(contract.starts_on, time(9))) + 4 * _DAY
    return EmployeeEvent(
        adherent_id=contract.adherent_id,
        employee_id=contract.employee_id,
        establishment_id=contract.establishment_id,
        kind=EventKind.HIRE_ACCEPTED,
        at=known_at,
        by_caisse=True,
        actor_label="Reprise des données de la caisse",
    )


def _rights(contract: Employment, rank: int) -> Iterator[LeaveRight]:
    """The caisse's figures of the last two periods that have ended, for the months worked."""
    today = timezone.localdate()
    for back, period in enumerate(accrual_periods(today, 3)[1:]):
        first = max(contract.starts_on, period.starts_on)
        months = max(0, (period.ends_on - first).days + 1) * 12 // 365
        if not months:
            continue
        acquired = min(Decimal(_YEARLY), months * _MONTHLY)
        left = Decimal(rank * 7 % 19) if not back else Decimal(0)
        yield LeaveRight(
            adherent_id=contract.adherent_id,
            employee_id=contract.employee_id,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            acquired=acquired,
            fifth_week=min(Decimal(6), acquired),
            taken=max(Decimal(0), acquired - left),
            stated_on=today.replace(day=1) - _DAY,
        )


def _lately_at_acme(acme: Place, known: list[Employment]) -> None:
    sami = User.objects.get(email=next(person.email for person in trade.PEOPLE if person.key == "sami"))
    today = timezone.localdate()
    _sent(acme.hire(workforce.ACME_SENT), days_ago=1)
    given_back = _sent(acme.hire(workforce.ACME_TO_CORRECT), days_ago=5)
    treating.ask_correction(
        movement=given_back, by=sami, version=1, message="La qualification ne correspond pas au coefficient de la DSN."
    )
    treating.accept_movement(movement=_sent(acme.hire(workforce.ACME_ACCEPTED), days_ago=44), by=sami, version=1)
    leaving, gone = acme.settle([workforce.ACME_LEAVING, workforce.ACME_GONE])
    _leave(acme, leaving, today + 24 * _DAY, DepartureReason.RETIREMENT, days_ago=2)
    treating.accept_movement(
        movement=_leave(acme, gone, today - 47 * _DAY, DepartureReason.RESIGNATION, days_ago=50), by=sami, version=1
    )
    KnownAbsence.objects.create(
        adherent=acme.adherent,
        employee_id=known[0].employee_id,
        kind=AbsenceKind.SICKNESS,
        starts_on=today - 130 * _DAY,
        ends_on=today - 103 * _DAY,
    )
    HireDraft.objects.create(
        adherent=acme.adherent,
        establishment=acme.sites[0],
        values={"sex": "M", "last_name": "Kamara", "first_name": "Issa"},
        created_by=acme.access.user,
    )


def _leave(place: Place, contract: Employment, last_day: date, reason: str, *, days_ago: int) -> Movement:
    values = DepartureValues(last_day, reason)
    return _sent(
        departures.declare_departure(access=place.access, employment=contract, values=values), days_ago=days_ago
    )


def _sent(movement: Movement, *, days_ago: int) -> Movement:
    """As if it had been sent on that day: services date everything of now."""
    movement.sent_at -= days_ago * _DAY
    movement.save(update_fields=["sent_at"])
    return movement
