"""Absences of many people: a draft of which some cannot, and what was entered."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from absences.enums import CollectiveState, LineOutcome
from absences.models import CollectiveAbsence, CollectiveLine
from absences.services.collective import count_again
from delegations import authority
from tests.absences.factories import kind
from tests.absences.places.around import away, company, somebody
from tests.e2e.places import Visit, place


def closing(adherent: Any, **fields: Any) -> CollectiveAbsence:
    first = _monday()
    return CollectiveAbsence.objects.create(
        adherent=adherent,
        title="Fermeture d’août",
        kind=kind("paid_leave"),
        starts_on=first,
        ends_on=first + timedelta(days=4),
        created_by_label="Alice Martin",
        **fields,
    )


def _monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


@place("collectives")
def collectives(visit: Visit) -> None:
    adherent = company(visit)
    for state in CollectiveState.values:
        closing(adherent, state=state, establishment=adherent.crews.get().establishment)
    visit.go(f"/espace/{adherent.public_id}/planning/collectives/")


@place("collectives-none")
def collectives_none(visit: Visit) -> None:
    visit.go(f"/espace/{company(visit).public_id}/planning/collectives/")


@place("collective-start")
def collective_start(visit: Visit) -> None:
    visit.go(f"/espace/{company(visit).public_id}/planning/collectives/nouvelle/")


@place("collective-draft")
def collective_draft(visit: Visit) -> None:
    adherent = company(visit)
    for name in ("Benali", "Garcia-Fernandez de la Vega", "Petit"):
        somebody(adherent, name)
    away(somebody(adherent, "Nowak"), "rtt", _monday())
    one = closing(adherent, is_closing=True)
    access = authority.resolve(adherent.memberships.get().user, adherent.public_id)
    assert access is not None
    count_again(access=access, collective=one)
    visit.go(f"/espace/{adherent.public_id}/planning/collectives/{one.public_id}/?resultat=refused")


@place("collective-done")
def collective_done(visit: Visit) -> None:
    adherent = company(visit)
    one = closing(adherent, state=CollectiveState.DONE)
    outcomes = {"Benali": LineOutcome.ENTERED, "Nowak": LineOutcome.REFUSED, "Petit": LineOutcome.ENTERED}
    for name, outcome in outcomes.items():
        CollectiveLine.objects.create(
            adherent=adherent, collective=one, employee=somebody(adherent, name), outcome=outcome
        )
    visit.go(f"/espace/{adherent.public_id}/planning/collectives/{one.public_id}/")
