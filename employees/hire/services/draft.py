"""Hires being written: begun, kept step by step, sent or thrown away.

A draft holds texts as they were typed, wrong ones too. The NIR is never among them: it is sealed aside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from core.access import Access
from core.sealing import seal, unseal
from employees import nir as nirs
from employees.enums import HireStep
from employees.hire.services import hire as hiring
from employees.models import Employee, Employment, HireDraft, Movement
from employees.policies import can_write_draft
from employees.services.movements import lock_open
from employees.values import ContractValues, NewHire, PersonValues

_TEXT_MAX = 500
_KEPT_FOR_A_NEW_CONTRACT = ("establishment", "category", "qualification", "weekly_hours", "work_days")

audit.declare(
    {
        "employees.draft_started": "Brouillon d’embauche commencé",
        "employees.draft_discarded": "Brouillon d’embauche supprimé",
    }
)

Typed = Mapping[str, str | list[str]]


class DraftChangedMeanwhile(Exception):
    """Somebody changed the draft after the page was shown."""

    def __init__(self) -> None:
        super().__init__("Ce brouillon a changé depuis l’affichage de la page : relisez-le, puis envoyez de nouveau.")


def start_draft(*, access: Access, values: Typed, nir: str | None) -> HireDraft:
    """The hire of somebody new. Of whoever acts for one site, the draft is that of the site."""
    draft = HireDraft(values={**_clean(values), HireDraft.REACHED: HireStep.IDENTITY.value})
    _hold_nir(draft, nir)
    return _start(access, draft, establishment_id=access.tiers.establishment_id)


def start_new_contract(*, access: Access, employee: Employee) -> HireDraft:
    """A new contract of somebody known, filled with what is recorded; dates and wage are for whoever declares."""
    latest = Employment.objects.for_access(access).filter(employee=employee).select_related("establishment").first()
    values = _typed_person(employee)
    if latest is not None:
        kept = _typed_contract(latest)
        values |= {name: kept[name] for name in _KEPT_FOR_A_NEW_CONTRACT}
    draft = HireDraft(employee=employee, values={**values, HireDraft.REACHED: HireStep.CONTRACT.value})
    _copy_nir(draft, employee)
    return _start(access, draft, establishment_id=access.tiers.establishment_id)


def start_correction(*, access: Access, movement: Movement) -> HireDraft:
    """The correction of a hire that the caisse has not treated: the one begun, if there is one. Raises AlreadyTreated.

    It bears the reference of what it corrects.
    """
    with transaction.atomic():
        locked = lock_open(movement, access)
        begun: HireDraft | None = HireDraft.objects.filter(corrects=locked).first()
        if begun is not None:
            return begun
        contract = locked.employment
        values = _typed_person(contract.employee) | _typed_contract(contract)
        values["without_nir"] = "" if contract.employee.masked_nir else "on"
        values[HireDraft.REACHED] = HireStep.WORK.value
        draft = HireDraft(public_id=locked.public_id, corrects=locked, values=values)
        _copy_nir(draft, contract.employee)
        return _start(access, draft, establishment_id=contract.establishment_id)


def save_step(*, access: Access, draft: HireDraft, step: HireStep, values: Typed, nir: str | None) -> HireDraft:
    """Keep what was typed in that step; `nir` None: unchanged, empty: none. Raises HireDraft.DoesNotExist."""
    with transaction.atomic():
        locked = _locked(access, draft)
        locked.values = {**locked.values, **_clean(values), HireDraft.REACHED: step.value}
        _hold_nir(locked, nir)
        locked.save(update_fields=["values", "nir_sealed", "masked_nir", "updated_at"])
    return locked


def answer_same_person(*, access: Access, draft: HireDraft, employee: Employee, is_seen: bool) -> None:
    """The draft is a new contract of that person. What was left empty is filled with what is recorded, if `is_seen`."""
    with transaction.atomic():
        locked = _locked(access, draft)
        if locked.corrects_id is not None or employee.adherent_id != locked.adherent_id:
            raise PermissionDenied
        locked.employee = employee
        if is_seen:
            typed = {name: text for name, text in locked.values.items() if text}
            locked.values = {**_typed_person(employee), **typed}
            if locked.nir_sealed is None and not locked.values.get("without_nir"):
                _copy_nir(locked, employee)
        locked.save()


def answer_another_person(*, access: Access, draft: HireDraft, others: Iterable[str]) -> None:
    """The draft is about nobody of these (their public references), nor about whom it was said to be."""
    with transaction.atomic():
        locked = _locked(access, draft)
        if locked.corrects_id is not None:
            raise PermissionDenied
        known = locked.values.get(HireDraft.NOT_THE_SAME, [])
        locked.values = {**locked.values, HireDraft.NOT_THE_SAME: sorted({*known, *others})}
        locked.employee = None
        locked.save(update_fields=["values", "employee", "updated_at"])


def discard_draft(*, access: Access, draft: HireDraft) -> None:
    """Raises HireDraft.DoesNotExist."""
    with transaction.atomic():
        locked = _locked(access, draft)
        _record("employees.draft_discarded", access, locked)
        locked.delete()


def send_draft(*, access: Access, draft: HireDraft, seen: str, hire: NewHire) -> Movement:
    """Declare what the draft says, read and checked as `hire`; `seen`: the mark of the draft that was read.

    Sent once: the draft is consumed, and its reference becomes that of the declaration. Raises HireDraft.DoesNotExist,
    DraftChangedMeanwhile, AlreadyKnown, Overlaps, and AlreadyTreated for a correction.
    """
    with transaction.atomic():
        locked = _locked(access, draft)
        if mark_of(locked) != seen:
            raise DraftChangedMeanwhile
        if locked.corrects is not None:
            movement: Movement = locked.corrects
            return hiring.correct_hire(
                access=access, movement=movement, person=hire.person, contract=hire.contract, nir=hire.nir
            )
        whole = replace(hire, employee=locked.employee, public_id=locked.public_id)
        declared = hiring.declare_hire(access=access, hire=whole)
        locked.delete()
    return declared


def mark_of(draft: HireDraft) -> str:
    """By which a page proves that what it showed is what is sent."""
    return draft.updated_at.isoformat()


def nir_of(draft: HireDraft) -> str:
    """In clear, to be compared and sent; no page shows it."""
    return unseal(bytes(draft.nir_sealed)) if draft.nir_sealed is not None else ""


def _start(access: Access, draft: HireDraft, *, establishment_id: int | None) -> HireDraft:
    draft.adherent_id, draft.establishment_id = access.tiers.adherent_id, establishment_id
    draft.created_by = access.user
    if not can_write_draft(access, draft):
        raise PermissionDenied
    with transaction.atomic():
        draft.save(force_insert=True)
        _record("employees.draft_started", access, draft)
    return draft


def _locked(access: Access, draft: HireDraft) -> HireDraft:
    """The draft, held to the end of the transaction. Raises HireDraft.DoesNotExist."""
    rows = HireDraft.objects.select_for_update(of=("self",)).select_related(
        "employee", "corrects__employment__employee"
    )
    locked: HireDraft = rows.get(pk=draft.pk)
    if not can_write_draft(access, locked):
        raise PermissionDenied
    return locked


def _clean(values: Typed) -> dict[str, Any]:
    """What may be stored of it: nothing that looks like an NIR, and nothing endless."""
    return {
        name: [_text(one) for one in typed] if isinstance(typed, list) else _text(typed)
        for name, typed in values.items()
    }


def _text(typed: str) -> str:
    return "" if nirs.looks_like_nir(typed) else typed.replace("\x00", "")[:_TEXT_MAX]


def _hold_nir(draft: HireDraft, nir: str | None) -> None:
    if nir is not None:
        draft.nir_sealed, draft.masked_nir = (seal(nir), nirs.mask(nir)) if nir else (None, "")


def _copy_nir(draft: HireDraft, employee: Employee) -> None:
    draft.nir_sealed, draft.masked_nir = employee.nir_sealed, employee.masked_nir


def _typed_person(employee: Employee) -> dict[str, Any]:
    """As the forms would have been filled."""
    return {name: _typed(value) for name, value in PersonValues.of(employee).as_fields().items()}


def _typed_contract(employment: Employment) -> dict[str, Any]:
    values = ContractValues.of(employment).as_fields()
    values["establishment"] = employment.establishment.public_id
    values["crew"] = employment.crew.public_id if employment.crew is not None else ""
    values["work_days"] = [str(day) for day in employment.work_days]
    return {name: value if isinstance(value, list) else _typed(value) for name, value in values.items()}


def _typed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def _record(action: str, access: Access, draft: HireDraft) -> None:
    target = f"correction de {draft.corrects.reference}" if draft.corrects is not None else "embauche"
    audit.record(action, access=access, target=target, changes={"person": draft.name})
