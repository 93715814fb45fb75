"""When work resumed, and what was done meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.access import Access
from core.templatetags.portal import instant
from stoppages.enums import WRITABLE, EventKind
from stoppages.final.services import turn
from stoppages.models import StoppageCase
from stoppages.services.cases import held
from stoppages.services.history import note
from stoppages.services.refusals import StoppageRefused


@transaction.atomic
def say_resumed(
    *, access: Access, case: StoppageCase, version: int, resumes_at: datetime, replacement: str
) -> StoppageCase:
    """Sent twice, it is said once. Raises StoppageRefused, PermissionDenied."""
    case = held(access, case, version=None, states=WRITABLE)
    if (case.weather.resumes_at, case.weather.replacement) == (resumes_at, replacement):
        return case
    case = held(access, case, version=version, states=WRITABLE)
    weather = case.weather
    if resumes_at <= weather.starts_at:
        raise StoppageRefused(
            f"Le travail s’est arrêté le {instant(weather.starts_at)} : la reprise vient après.", field="resumes_on"
        )
    if resumes_at > timezone.now():
        raise StoppageRefused("Cette reprise n’a pas encore eu lieu : dites-la le moment venu.", field="resumes_on")
    weather.resumes_at, weather.replacement = resumes_at, replacement
    weather.save(update_fields=["resumes_at", "replacement"])
    turn(case)
    note(case, EventKind.RESUMED, access=access, message=instant(resumes_at))
    return case
