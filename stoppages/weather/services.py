"""A weather stoppage opened, changed, and declared for the first time."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.access import Access
from stoppages.enums import IN_WRITING, WRITABLE, CaseState, DeclarationKind, EventKind, Nature
from stoppages.models import StoppageCase, StoppageDeclaration, WeatherStoppage, Worksite
from stoppages.queries.figures import figures_for
from stoppages.queries.standing import paris_day, provisional_deadline
from stoppages.services.cases import held, open_case, touch
from stoppages.services.declaring import Sending, attempt_of, declare, sent_already
from stoppages.services.history import Changes, note
from stoppages.services.refusals import StoppageRefused
from stoppages.services.settling import settle
from stoppages.weather.values import WeatherValues
from stoppages.weather.words import content_of, rows_of

# Said in a provisional declaration: once one is sent, another says what changed of it.
_TOLD = ("worksite_id", "cause", "starts_at")


@transaction.atomic
def open_weather(*, access: Access, values: WeatherValues, attempt: str) -> StoppageCase:
    """A draft. Sent again, the same one, as it was typed last while it is one.

    Raises PermissionDenied, StoppageRefused.
    """
    _refuse_worksite(access, values.worksite)
    case, is_new = open_case(
        access,
        nature=Nature.WEATHER,
        establishment=values.worksite.establishment,
        starts_on=paris_day(values.starts_at),
        attempt=attempt,
    )
    if not is_new:
        return _typed_last(access, case, values)
    WeatherStoppage.objects.create(case=case, adherent_id=case.adherent_id, **_columns(values))
    settle(case)
    note(case, EventKind.CREATED, access=access)
    return case


@transaction.atomic
def change_weather(*, access: Access, case: StoppageCase, values: WeatherValues, version: int | None) -> StoppageCase:
    """Sent twice, it is changed once. Raises PermissionDenied, StoppageRefused."""
    locked = held(access, case, version=None, states=tuple(CaseState))
    before, weather = rows_of(locked.weather), locked.weather
    if all(getattr(weather, name) == value for name, value in _columns(values).items()):
        return locked
    locked = held(access, case, version=version, states=WRITABLE)
    _refuse_worksite(access, values.worksite, before=weather.worksite_id)
    weather = locked.weather
    for name, value in _columns(values).items():
        setattr(weather, name, value)
    weather.save()
    locked.establishment = values.worksite.establishment
    if not locked.is_declared:
        # What differs from a final declaration is told by its amendment.
        locked.to_amend = _differs_from_sent(locked)
    touch(locked)
    settle(locked)
    note(locked, EventKind.CHANGED, access=access, changes=_changes(before, rows_of(weather)))
    return locked


@transaction.atomic
def send_provisional(*, access: Access, case: StoppageCase, version: int) -> StoppageDeclaration:
    """What is in writing, as the page of that version showed it: sent twice, from two telephones, it is one.

    Raises PermissionDenied, StoppageRefused.
    """
    attempt = attempt_of(case, DeclarationKind.PROVISIONAL, version)
    locked = held(access, case, version=None, states=tuple(CaseState))
    again = sent_already(locked, attempt)
    if again is not None:
        return again
    locked = held(access, case, version=version, states=IN_WRITING)
    weather = locked.weather
    _refuse_worksite(access, weather.worksite, before=weather.worksite_id)
    return declare(access, locked, provisional_sending(locked), attempt=attempt)


def provisional_sending(case: StoppageCase) -> Sending:
    """What a provisional declaration says; the final one, when none came before it, sends it too."""
    weather = case.weather
    due_at = provisional_deadline(weather.starts_at, figures_for(case.adherent.caisse_id))
    return Sending(
        DeclarationKind.PROVISIONAL,
        content_of(weather),
        due_at=due_at,
        late_after=due_at,
        stoppage={
            "worksite": weather.worksite,
            "cause": weather.cause,
            "starts_at": weather.starts_at,
            "resumes_at": weather.resumes_at,
        },
    )


def _typed_last(access: Access, case: StoppageCase, values: WeatherValues) -> StoppageCase:
    if case.state != CaseState.DRAFT:
        return case
    return change_weather(access=access, case=case, values=values, version=None)


def _refuse_worksite(access: Access, worksite: Worksite, *, before: int | None = None) -> None:
    """`before`: the one that the case is of, which may have been closed since."""
    if not Worksite.objects.for_access(access).filter(pk=worksite.pk).exists():
        raise PermissionDenied
    if not worksite.is_covered:
        raise StoppageRefused(
            "Ce chantier est hors de France métropolitaine : il n’est pas couvert par le régime, et son arrêt ne peut "
            "pas être déclaré. Choisissez un autre chantier, ou corrigez son département.",
            field="worksite",
        )
    if worksite.closed_on is not None and worksite.pk != before:
        raise StoppageRefused("Ce chantier est fermé : rouvrez-le, ou choisissez-en un autre.", field="worksite")


def _differs_from_sent(case: StoppageCase) -> bool:
    """Whether the provisional declaration that stands says otherwise."""
    current = case.stoppagedeclarations.filter(kind=DeclarationKind.PROVISIONAL, is_current=True).first()
    return current is not None and any(getattr(current, name) != getattr(case.weather, name) for name in _TOLD)


def _columns(values: WeatherValues) -> dict[str, object]:
    return {
        "worksite": values.worksite,
        "cause": values.cause,
        "starts_at": values.starts_at,
        "resumes_at": values.resumes_at,
        "crew": values.crew,
        "expected_people": values.expected_people,
    }


def _changes(before: Iterable[list[str]], after: Iterable[list[str]]) -> Changes:
    return {label: [was, now] for (label, was), (_, now) in zip(before, after, strict=True) if was != now}
