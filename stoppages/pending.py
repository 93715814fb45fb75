"""What waits for somebody of a company among its stoppages, for `core.pending`."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import near_date
from employees.models.people import full_name
from stoppages.enums import OF_THE_COMPANY, CaseState, WeatherCause
from stoppages.models import StoppageCase

# A deadline at midnight is of the day that ends then.
_DUE_ON = Coalesce(TruncDate(F("due_at") - timedelta(seconds=1)), F("starts_on"))
_WHAT = {
    CaseState.DRAFT: "Arrêt à déclarer",
    CaseState.PROVISIONAL: "Arrêt à compléter",
    CaseState.QUESTION: "Question de votre caisse",
}


def weather_to_complete() -> QuerySet[Any]:
    """Drafts, provisional declarations, questions; and what was sent that is not counted any more as it was."""
    return StoppageCase.objects.weather().filter(Q(state__in=OF_THE_COMPANY) | Q(to_amend=True))


def sick_leave_to_complete() -> QuerySet[Any]:
    """Drafts and questions; and letters to the salarié after their return."""
    return StoppageCase.objects.sick_leaves().filter(
        Q(state__in=[CaseState.DRAFT, CaseState.QUESTION]) | Q(due_at__isnull=False)
    )


def _weather(due_on: date, said: Mapping[str, Any]) -> Told:
    what = _WHAT.get(said["state"], "Modification à envoyer")
    when = f"Au plus tard le {near_date(due_on)}" if said["due"] else f"Depuis le {near_date(due_on)}"
    return Told(when, f"{what} : {WeatherCause(said['cause']).label.lower()}, {said['worksite']}", said["ref"])


def _sick_leave(due_on: date, said: Mapping[str, Any]) -> Told:
    what = _WHAT.get(said["state"], "Lettre au salarié après son retour")
    when = f"Au plus tard le {near_date(due_on)}" if said["due"] else f"Depuis le {near_date(due_on)}"
    return Told(when, f"{what} : {full_name(said['last_name'], said['first_name'])}", said["ref"])


_SAID = {"ref": F("public_id"), "state": F("state"), "due": F("due_at")}
SOURCES = (
    PendingSource(
        "stoppages-to-complete",
        "arrêt intempéries à compléter",
        Right.STOPPAGES_ACT,
        weather_to_complete,
        "arrêts intempéries à compléter",
        "stoppages:index",
        OneByOne(
            "Compléter",
            "stoppages:case",
            _DUE_ON,
            {**_SAID, "cause": F("weather__cause"), "worksite": F("weather__worksite__name")},
            _weather,
        ),
    ),
    PendingSource(
        "sick-leaves-to-complete",
        "arrêt de travail à compléter",
        Right.STOPPAGES_ACT,
        sick_leave_to_complete,
        "arrêts de travail à compléter",
        "stoppages:index",
        OneByOne(
            "Compléter",
            "stoppages:case",
            _DUE_ON,
            {
                **_SAID,
                "last_name": F("sick_leave__employee__last_name"),
                "first_name": F("sick_leave__employee__first_name"),
            },
            _sick_leave,
        ),
        also=(Right.MOTIVES_CONSULT,),
    ),
)
