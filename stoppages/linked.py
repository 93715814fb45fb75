"""What of this app a message to the caisse may be about; an arrêt de travail, for whoever may read motives."""

from typing import Any

from core.access import Access
from core.linked import LinkedKind
from core.rights import Right
from core.templatetags.portal import short_date
from stoppages.models import StoppageCase


def _readable(access: Access, now: Any) -> Any:
    return StoppageCase.objects.for_access(access).select_related("sick_leave__employee", "weather__worksite")


def _name(case: StoppageCase) -> tuple[str, int | None, int | None]:
    since = f"à partir du {short_date(case.starts_on)} ({case.reference})"
    if case.is_weather:
        return f"Intempéries, {case.weather.worksite.name}, {since}", None, case.establishment_id
    person = case.sick_leave.employee
    return f"Arrêt de travail, {person.full_name}, {since}", person.pk, case.establishment_id


LINKED_KINDS = (
    LinkedKind(
        "arret",
        "Arrêt",
        "stoppages",
        (Right.STOPPAGES_CONSULT,),
        StoppageCase,
        _readable,
        _name,
        "stoppages:case",
    ),
)
