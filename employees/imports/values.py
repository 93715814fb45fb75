"""The values of a line as they wait in its row: JSON, and back. The NIR goes its own way, sealed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from employees.places import Places
from employees.values import ContractValues, PersonValues

_DAYS = ("birth_on", "in_btp_since", "starts_on", "planned_end_on")
_AMOUNTS = ("weekly_hours", "hourly_wage")
_PLACES = ("establishment", "crew")


class PlaceGone(LookupError):
    """A site or a crew of the line is no longer one of those that may be chosen."""


def as_json(person: PersonValues, contract: ContractValues) -> dict[str, Any]:
    return {name: _written(name, value) for name, value in (person.as_fields() | contract.as_fields()).items()}


def from_json(values: Mapping[str, Any], places: Places) -> tuple[PersonValues, ContractValues]:
    """Raises PlaceGone."""
    read = {name: _read(name, value, places) for name, value in values.items()}
    people = PersonValues.__dataclass_fields__
    person = PersonValues(**{name: value for name, value in read.items() if name in people})
    contract = {name: value for name, value in read.items() if name not in people}
    return person, ContractValues(**{**contract, "work_days": tuple(contract["work_days"])})


def _written(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return value.isoformat()
    if name in _PLACES:
        return value.public_id
    return str(value) if name in _AMOUNTS else value


def _read(name: str, value: Any, places: Places) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _AMOUNTS:
        return Decimal(value)
    if name in _PLACES:
        place = places.site(value) if name == "establishment" else places.crew(value)
        if place is None:
            raise PlaceGone(name)
        return place
    return value
