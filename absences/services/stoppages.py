"""The days of an arrêt de travail, written by its declaration (`stoppages.sick_leave`).

Declaring an arrêt is enough to write its days: whoever may declare one and read motives writes here these kinds, for
these days, without the right to plan, which everything else of the planning goes on asking for.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction

from absences.models import Absence, AbsenceKind
from absences.motives import sees_motives
from absences.services.entering import change_absence, enter_absence, held_person
from absences.services.refusals import AbsenceRefused
from absences.stretches import Stretch
from absences.values import AbsenceValues, Entered
from core.access import Access
from core.rights import Right
from employees.models import Employee

STOPPAGE_KEYS = frozenset({"sickness", "work_accident", "maternity", "paternity", "adoption"})


def write_stoppage(*, access: Access, employee: Employee, key: str, stretch: Stretch) -> Entered:
    """An absence of this kind that is there already is taken up, and lengthened to hold these days too.

    Raises AbsenceRefused, PermissionDenied.
    """
    declarant, kind = _declarant(access), _kind(key)
    with transaction.atomic():
        person = held_person(declarant, employee)
        met = Absence.objects.filter(adherent_id=person.adherent_id, employee=person).meeting(stretch)
        own = already_there(met.select_related("kind", "employee"), key, stretch)
        if own is None:
            return enter_absence(access=declarant, employee=person, values=AbsenceValues(kind, stretch))
        return _changed(declarant, own, kind, _hull(own.stretch, stretch))


def move_stoppage(
    *, access: Access, absence: Absence, key: str, was: Stretch, stretch: Stretch, is_over: bool = False
) -> Entered:
    """`was`: the days of the arrêt before. What the planning held beyond them stays, but after a return (`is_over`).

    An absence that was cancelled meanwhile is written anew. Raises AbsenceRefused, PermissionDenied.
    """
    declarant, kind = _declarant(access), _kind(key)
    with transaction.atomic():
        person = held_person(declarant, absence.employee)
        own = Absence.objects.live().select_related("kind", "employee").filter(pk=absence.pk).first()
        if own is None:
            return write_stoppage(access=access, employee=person, key=key, stretch=stretch)
        return _changed(declarant, own, kind, moved(own.stretch, was, stretch, is_over=is_over))


def already_there(absences: Iterable[Absence], key: str, stretch: Stretch) -> Absence | None:
    """Of the live absences of somebody, the one of this kind that holds some of these days; None for several."""
    same = [one for one in absences if one.kind.key == key and one.stretch.meets(stretch)]
    return same[0] if len(same) == 1 else None


def moved(held: Stretch, was: Stretch, becomes: Stretch, *, is_over: bool = False) -> Stretch:
    """Where an absence goes when the arrêt that it shows goes from some days to others: each end follows that of the
    arrêt where they were the same, and otherwise never gives up days that were planned apart.
    """
    if held.starts_on == was.starts_on:
        starts, starts_at_noon = becomes.starts_on, held.starts_at_noon and held.starts_on == becomes.starts_on
    else:
        starts, starts_at_noon = min((held.starts_on, held.starts_at_noon), (becomes.starts_on, False))
    if is_over or held.ends_on == was.ends_on:
        return Stretch(starts, becomes.ends_on, starts_at_noon, held.ends_at_noon and held.ends_on == becomes.ends_on)
    ends, is_whole = max((held.ends_on, not held.ends_at_noon), (becomes.ends_on, True))
    return Stretch(starts, ends, starts_at_noon, not is_whole)


def _declarant(access: Access) -> Access:
    if not access.has(Right.STOPPAGES_ACT) or not sees_motives(access):
        raise PermissionDenied
    return replace(access, rights=access.rights | {Right.ABSENCES_ACT})


def _kind(key: str) -> AbsenceKind:
    if key not in STOPPAGE_KEYS:
        raise PermissionDenied
    kind = AbsenceKind.objects.get(key=key)
    if not kind.is_offered:
        raise AbsenceRefused(f"« {kind.name} » ne se saisit plus au planning : appelez votre caisse.")
    return kind


def _hull(one: Stretch, other: Stretch) -> Stretch:
    return Stretch.of_halves(min(one.first_half, other.first_half), max(one.end_half, other.end_half))


def _changed(access: Access, own: Absence, kind: AbsenceKind, stretch: Stretch) -> Entered:
    if (own.kind_id, own.stretch) == (kind.pk, stretch):
        return Entered([own])
    values = AbsenceValues(kind, stretch, own.note)
    return change_absence(access=access, absence=own, values=values, version=own.version)
