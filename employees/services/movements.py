"""What hires, departures and requests share: the lock, the reference, the author, what is sent to the caisse."""

from datetime import date

from django.core.exceptions import PermissionDenied

from core.access import Access
from core.references import new_reference
from employees import nir as nirs
from employees.enums import MovementKind
from employees.models import Employment, Movement
from employees.policies import can_act_on_movement
from employees.services.numbers import read_nir_of
from employees.words import in_words

_PREFIXES = {MovementKind.HIRE: "E", MovementKind.DEPARTURE: "S"}
_PERSON = ("last_name", "first_name", "birth_on")
_CONTRACT = (
    "establishment",
    "category",
    "qualification",
    "contract_kind",
    "fixed_term_reason",
    "worksite",
    "starts_on",
    "planned_end_on",
    "weekly_hours",
    "work_days",
)


class HireRefused(Exception):
    """The hire cannot be declared; `str()` says why, in words."""


class AlreadyTreated(HireRefused):
    """The caisse treated the declaration, or somebody cancelled it."""

    def __init__(self, movement: Movement) -> None:
        state = movement.get_state_display().lower()
        super().__init__(f"{movement.get_kind_display()} déjà {state} : on ne la corrige plus ici.")


def lock_open(movement: Movement, access: Access) -> Movement:
    """The movement, held to the end of the transaction. Raises AlreadyTreated, PermissionDenied."""
    rows = Movement.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("employment__employee__adherent", "employment__establishment").get(pk=movement.pk)
    if not can_act_on_movement(access, locked):
        if access.tiers.adherent_id == locked.adherent_id and not locked.is_open:
            raise AlreadyTreated(locked)
        raise PermissionDenied
    return locked


def movement_reference(kind: str) -> str:
    """E for an embauche, S for a sortie, D for a demande."""
    return new_reference(_PREFIXES.get(MovementKind(kind), "D"))


def author_of(access: Access) -> str:
    """Who declares, and under which cabinet."""
    via = f" ({access.via.firm_name})" if access.via.firm_name else ""
    return f"{access.user}{via}"[:200]


def hire_sent_of(employment: Employment) -> dict[str, str]:
    """And what its NIR says otherwise of the person, which whoever declares has confirmed."""
    person = employment.employee
    return sent_of(employment) | difference_of(read_nir_of(person), sex=person.sex, birth_on=person.birth_on)


def difference_of(nir: str, *, sex: str, birth_on: date, is_confirmed: bool = True) -> dict[str, str]:
    """By its name among what is sent, if there is one."""
    differs = nirs.difference(nir, sex=sex, birth_on=birth_on) if nir else ""
    confirmed = ", ce que l’entreprise confirme" if is_confirmed else ""
    return {"nir_difference": f"Différents pour {differs}{confirmed}"} if differs else {}


def sent_of(employment: Employment) -> dict[str, str]:
    """What a receipt prints of the person and of the contract: neither the NIR nor the wage."""
    employee = employment.employee
    said = {name: in_words(name, getattr(employee, name)) for name in _PERSON}
    said |= {name: in_words(name, getattr(employment, name)) for name in _CONTRACT}
    return {name: text for name, text in {**said, "siret": employment.establishment.siret}.items() if text}
