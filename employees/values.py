"""What is declared of somebody and of a contract, once read and checked: what forms and imports give to services."""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from adherents.models import Establishment
from core.references import new_public_id
from employees.models import FRANCE, Crew, Employee, Employment, Movement

_DATES = frozenset({"birth_on", "starts_on", "planned_end_on", "last_day"})


@dataclass(frozen=True, slots=True)
class PersonValues:
    """The fields of `Employee` by their names; the NIR goes its own way."""

    sex: str
    last_name: str
    first_name: str
    birth_on: date
    birth_name: str = ""
    birth_place: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = FRANCE
    in_btp_since: date | None = None

    @classmethod
    def of(cls, employee: Employee) -> "PersonValues":
        return cls(**{field.name: getattr(employee, field.name) for field in fields(cls)})

    def as_fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class ContractValues:
    """The fields of `Employment` by their names; `hourly_wage` None: not said."""

    establishment: Establishment
    category: str
    qualification: str
    contract_kind: str
    starts_on: date
    weekly_hours: Decimal
    work_days: tuple[int, ...]
    crew: Crew | None = None
    fixed_term_reason: str = ""
    worksite: str = ""
    planned_end_on: date | None = None
    hourly_wage: Decimal | None = None
    former_employer: str = ""

    @classmethod
    def of(cls, employment: Employment) -> "ContractValues":
        values = {field.name: getattr(employment, field.name) for field in fields(cls)}
        return cls(**{**values, "work_days": tuple(employment.work_days)})

    def as_fields(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "work_days": list(self.work_days)}


@dataclass(frozen=True, slots=True)
class NewHire:
    """One hire to declare. `employee`: somebody known, whose row is brought up to date; `nir` empty: not known yet.

    `public_id`: by which addresses name the declaration; that of its draft, when it had one.
    """

    person: PersonValues
    contract: ContractValues
    nir: str = ""
    employee: Employee | None = None
    public_id: str = field(default_factory=new_public_id)


def asked_values(request: Movement) -> dict[str, Any]:
    """What is asked, by the names of the fields, dates as dates; the NIR is not among them."""
    return {
        name: date.fromisoformat(value) if name in _DATES and value else (value or (None if name in _DATES else ""))
        for name, value in request.asked.items()
        if name != "nir"
    }
