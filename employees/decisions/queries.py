"""What the caisse's staff read: people and movements across companies, and one movement as it is decided."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from adherents.queries import of_company
from core.identifiers import written_siret
from core.search import Way, search, through, words_in
from employees.enums import REQUESTS, MovementKind, MovementState
from employees.models import Employee, Employment, Movement
from employees.values import asked_values
from employees.words import in_words, label_of

# As the form asks; the database keeps no order.
_ORDER = (
    *("last_name", "first_name", "birth_on", "nir_difference", "establishment", "siret", "category", "qualification"),
    *("contract_kind", "fixed_term_reason", "worksite", "starts_on", "planned_end_on", "last_day", "weekly_hours"),
    "work_days",
)


@dataclass(frozen=True, slots=True)
class DecisionFact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A value that a request asks to change."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


# By their names, or by what finds their company.
OWN_WAYS = (words_in("plain_name"),)
PERSON_WAYS = (*OWN_WAYS, of_company())


def of_person(path: str) -> Way:
    """By what finds the person; `path`: from the row to them."""
    return through(path, lambda typed: search(Employee.objects.order_by(), typed, *PERSON_WAYS))


def by_reference(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    return rows.filter(reference=typed.upper())


def sent_facts(movement: Movement, *, in_full: bool) -> list[DecisionFact]:
    """What the company sent, as it was; `in_full`: with the wage and the reason of a departure."""
    said = {**movement.sent, "siret": written_siret(movement.sent.get("siret", ""))}
    facts = [DecisionFact(label_of(name), text) for name, text in _in_order(said) if text]
    if movement.kind == MovementKind.DEPARTURE:
        facts.append(_fact("certificate_requested", movement.certificate_requested))
        if in_full:
            facts.append(_fact("departure_reason", movement.departure_reason))
    if in_full and movement.employment.hourly_wage is not None:
        facts.append(_fact("hourly_wage", movement.employment.hourly_wage))
    return facts


def compared(movement: Movement, *, in_full: bool) -> list[Compared]:
    """What a request asks to change, against what is recorded: today's while it waits, that of its day afterwards."""
    if movement.kind not in REQUESTS:
        return []
    departure = _departure_of(movement.employment) if movement.is_open else None
    lines = []
    for name, value in asked_values(movement).items():
        if name == "departure_reason" and not in_full:
            continue
        before = _recorded(movement, departure, name) if movement.is_open else movement.sent.get(name, "")
        lines.append(Compared(label_of(name), before, in_words(name, value)))
    if "nir" in movement.asked:
        masked = movement.employment.employee.masked_nir if movement.is_open else ""
        lines.append(Compared(label_of("nir"), masked, movement.asked["nir"]))
    return lines


def accepted_together(movements: QuerySet[Movement]) -> QuerySet[Movement]:
    """Hires and departures that wait: a request to change is read on its own."""
    return movements.filter(state=MovementState.SENT).exclude(kind__in=REQUESTS)


def told_in_a_line(movement: Movement) -> tuple[str, ...]:
    """As whoever accepts many reads one: who, when, where."""
    employment = movement.employment
    day = movement.last_day or employment.starts_on
    company = movement.adherent.name
    return movement.reference, employment.employee.full_name, f"{day:%d/%m/%Y}", company, employment.establishment.name


def with_current_contract(people: QuerySet[Employee]) -> QuerySet[Employee]:
    """Each with what is told of their contract, if they have one; those who are there first."""
    current = FilteredRelation("employments", condition=Q(employments__is_current=True))
    told = {
        "qualification": F("current__qualification"),
        "first_day": F("current__starts_on"),
        "last_day": F("current__ends_on"),
    }
    return people.annotate(current=current, **told).order_by(
        F("current__ends_on").desc(nulls_first=True), "plain_name", "pk"
    )


def contracts_of(employee: Employee) -> list[Employment]:
    """Every contract of the person in the company, the latest first."""
    return list(employee.employments.select_related("establishment"))


def _recorded(movement: Movement, departure: Movement | None, name: str) -> str:
    employment = movement.employment
    for row in (departure, employment, employment.employee):
        if row is not None and hasattr(row, name):
            return in_words(name, getattr(row, name))
    return ""


def _departure_of(employment: Employment) -> Movement | None:
    departure: Movement | None = employment.movements.live().filter(kind=MovementKind.DEPARTURE).first()
    return departure


def _in_order(sent: dict[str, str]) -> list[tuple[str, str]]:
    rank = {name: number for number, name in enumerate(_ORDER)}
    return sorted(sent.items(), key=lambda pair: (rank.get(pair[0], len(rank)), pair[0]))


def _fact(name: str, value: Any) -> DecisionFact:
    return DecisionFact(label_of(name), in_words(name, value))
