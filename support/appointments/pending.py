"""The appointments to come of a company, for `core.pending`: those that are about nothing, which all its people see.

One about a salarié or an absence is told by the tile and by the list only, to those who may see what it is about.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from adherents.enums import TimeZone
from adherents.time_zones import local, written_hour
from core.compiled import TODAY
from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import near_date
from support.enums import AppointmentKind
from support.models import Appointment


def appointments_to_come() -> QuerySet[Any]:
    return Appointment.objects.booked().filter(linked_kind="", day__gte=TODAY)


def _told(day: date, said: Mapping[str, Any]) -> Told:
    zone = said["zone"]
    hour = written_hour(local(datetime.fromisoformat(said["starts_at"]), zone).time())
    what = AppointmentKind(said["kind"]).label
    return Told(f"Le {near_date(day)}", f"{what} à {hour}, {TimeZone(zone).label}", said["ref"])


SOURCES = (
    PendingSource(
        "appointments",
        "rendez-vous avec la caisse",
        Right.SUPPORT_CONSULT,
        appointments_to_come,
        "rendez-vous avec la caisse",
        "support:appointments",
        OneByOne(
            "Voir",
            "support:appointment",
            F("day"),
            {
                "ref": F("public_id"),
                "starts_at": F("starts_at"),
                "kind": F("agenda__kind"),
                "zone": F("agenda__time_zone"),
            },
            _told,
        ),
    ),
)
