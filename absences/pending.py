"""What waits for somebody of a company in its planning, for `core.pending`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery

from absences.enums import AbsenceState, DeclarationState
from absences.models import Absence, LeaveDeclaration
from core.compiled import TODAY
from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import near_date
from employees.models.people import full_name


def leave_to_declare() -> QuerySet[Any]:
    """Leave of which the caisse must be told something, and that begins soon: a whole year may be planned ahead. What
    it refused has its own line.
    """
    soon = Absence.objects.to_declare().filter(starts_on__lte=TODAY + settings.LEAVE_DUE_AHEAD)
    return soon.exclude(state=AbsenceState.REFUSED)


def leave_refused() -> QuerySet[Any]:
    return Absence.objects.to_declare().filter(state=AbsenceState.REFUSED)


def absences_to_resolve() -> QuerySet[Any]:
    """Days that no contract holds any more."""
    return Absence.objects.to_resolve()


def absences_to_put_back() -> QuerySet[Any]:
    return Absence.objects.to_put_back()


# Never the kind: it may be a motive.
_PERSON = {"last_name": F("employee__last_name"), "first_name": F("employee__first_name")}
_REFUSED = LeaveDeclaration.objects.filter(absence=OuterRef("pk"), state=DeclarationState.REFUSED)
_LAST_REFUSED = Subquery(_REFUSED.order_by("-pk").values("public_id")[:1])


def _name(said: Mapping[str, Any]) -> str:
    return full_name(said["last_name"], said["first_name"])


def _to_declare(leaves_on: date, said: Mapping[str, Any]) -> Told:
    changed = {AbsenceState.ENTERED: "Congé", AbsenceState.CANCELLED: "Annulation d’un congé"}
    what = changed.get(said["state"], "Modification d’un congé")
    return Told(f"Départ le {near_date(leaves_on)}", f"{what} à déclarer : {_name(said)}", "")


def _refused(leaves_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Départ le {near_date(leaves_on)}", f"Congé refusé par la caisse : {_name(said)}", said["ref"])


def _to_resolve(starts_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Absence du {near_date(starts_on)}", f"Absence après la sortie : {_name(said)}", "")


def _to_put_back(starts_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Absence du {near_date(starts_on)}", f"Absence à remettre au planning : {_name(said)}", "")


SOURCES = (
    PendingSource(
        "leave-to-declare",
        "congé à déclarer",
        Right.ABSENCES_ACT,
        leave_to_declare,
        "congés à déclarer",
        "absences:leave_to_declare",
        OneByOne(
            "Déclarer", "absences:leave_to_declare", F("starts_on"), {"state": F("state"), **_PERSON}, _to_declare
        ),
    ),
    PendingSource(
        "leave-refused",
        "congé refusé par la caisse",
        Right.ABSENCES_ACT,
        leave_refused,
        "congés refusés par la caisse",
        "absences:leave_to_declare",
        OneByOne("Voir le motif", "absences:declaration", F("starts_on"), {"ref": _LAST_REFUSED, **_PERSON}, _refused),
    ),
    PendingSource(
        "absences-after-departure",
        "absence après une sortie",
        Right.ABSENCES_ACT,
        absences_to_resolve,
        "absences après une sortie",
        "absences:after_departure",
        OneByOne("Régler", "absences:after_departure", F("starts_on"), _PERSON, _to_resolve),
    ),
    PendingSource(
        "absences-to-put-back",
        "absence à remettre après une sortie annulée",
        Right.ABSENCES_ACT,
        absences_to_put_back,
        "absences à remettre après une sortie annulée",
        "absences:after_departure",
        OneByOne("Décider", "absences:after_departure", F("starts_on"), _PERSON, _to_put_back),
    ),
)
