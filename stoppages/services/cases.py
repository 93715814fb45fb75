"""Cases opened and held: what every service of the stoppages begins with."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from adherents.models import Establishment
from core.access import Access
from core.references import new_reference
from stoppages.enums import CaseState, Nature
from stoppages.models import StoppageCase
from stoppages.policies import can_act_on_nature, can_treat_case
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore

_LETTERS = {Nature.WEATHER: "I", Nature.SICK_LEAVE: "T"}


def open_case(
    access: Access, *, nature: Nature, establishment: Establishment, starts_on: date, attempt: str
) -> tuple[StoppageCase, bool]:
    """A draft; the one that this attempt opened already, and False, when the form is sent again. Within a transaction.

    Raises PermissionDenied.
    """
    if not can_act_on_nature(access, nature) or establishment.adherent_id != access.tiers.adherent_id:
        raise PermissionDenied
    if access.tiers.establishment_id not in (None, establishment.pk):
        raise PermissionDenied
    case, is_new = StoppageCase.objects.get_or_create(
        adherent_id=access.tiers.adherent_id,
        attempt=attempt,
        defaults={
            "reference": new_reference(_LETTERS[nature]),
            "nature": nature,
            "establishment": establishment,
            "starts_on": starts_on,
            "created_by": access.user,
            "created_by_label": str(access.user)[:200],
        },
    )
    if case.nature != nature or not StoppageCase.objects.for_access(access).filter(pk=case.pk).exists():
        raise PermissionDenied
    return case, is_new


def held(access: Access, case: StoppageCase, *, version: int | None, states: tuple[CaseState, ...]) -> StoppageCase:
    """The row, locked to the end of the transaction, as the company acts on it. `version`: that of the page read, None
    for what does not depend on it. Raises PermissionDenied, NotAnyMore, ChangedMeanwhile.
    """
    rows = StoppageCase.objects.for_access(access).select_related("adherent").select_for_update(of=("self",))
    locked: StoppageCase | None = rows.filter(pk=case.pk).first()
    if locked is None or not can_act_on_nature(access, Nature(locked.nature)):
        raise PermissionDenied
    return _as_read(locked, version, states)


def held_by_caisse(by: Any, case: StoppageCase, *, version: int | None, states: tuple[CaseState, ...]) -> StoppageCase:
    """The same, for the staff of the caisse. Raises PermissionDenied, NotAnyMore, ChangedMeanwhile."""
    rows = StoppageCase.objects.select_related("adherent__caisse").select_for_update(of=("self",))
    locked = rows.get(pk=case.pk)
    if not can_treat_case(by, locked):
        raise PermissionDenied
    return _as_read(locked, version, states)


def touch(case: StoppageCase) -> None:
    """One more version; the caller settles, which saves."""
    case.version += 1


def _as_read(locked: StoppageCase, version: int | None, states: tuple[CaseState, ...]) -> StoppageCase:
    if locked.state not in states:
        raise NotAnyMore(locked.get_state_display())
    if version is not None and locked.version != version:
        raise ChangedMeanwhile
    return locked
