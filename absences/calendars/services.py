"""Calendars subscribed to, taken back, and judged again each time that one is asked for."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from absences.calendars.addresses import digest, new_secret
from absences.calendars.queries import calendar_at, calendars_of
from absences.calendars.values import CalendarValues
from absences.models import CalendarSubscription
from accounts.models import User
from core import audit
from core.access import Access
from core.french import counted
from core.rights import Right
from delegations import authority

# A fetch is no write: when it was last asked for is kept to the hour.
FETCH_GRAIN = timedelta(hours=1)

audit.declare(
    {
        "absences.calendar_subscribed": "Agenda des absences créé",
        "absences.calendar_revoked": "Agenda des absences retiré",
    }
)


class TooManyCalendars(Exception):
    """`str()` says what to do."""

    def __init__(self) -> None:
        most = counted(settings.CALENDARS_PER_PERSON, "agenda")
        super().__init__(f"Vous avez déjà {most} : retirez celui qui ne sert plus, puis recommencez.")


@transaction.atomic
def subscribe(*, access: Access, values: CalendarValues) -> str:
    """The secret of its address, which is nowhere else. Raises TooManyCalendars, PermissionDenied."""
    if not access.has(Right.ABSENCES_CONSULT):
        raise PermissionDenied
    # Held, so that two tabs do not pass the limit together.
    User.objects.select_for_update(no_key=True).get(pk=access.user.pk)
    if calendars_of(access).count() >= settings.CALENDARS_PER_PERSON:
        raise TooManyCalendars
    secret = new_secret()
    CalendarSubscription.objects.create(
        adherent_id=access.tiers.adherent_id,
        establishment_id=access.tiers.establishment_id,
        user=access.user,
        site=values.site,
        crew=values.crew,
        names_kinds=values.names_kinds,
        label=values.label,
        secret_digest=digest(secret),
    )
    audit.record("absences.calendar_subscribed", access=access, target=f"agenda {values.label}")
    return secret


@transaction.atomic
def revoke(*, access: Access, calendar: CalendarSubscription) -> None:
    """At the next fetch its address leads nowhere; taken back twice, it is once."""
    rows = calendars_of(access).filter(pk=calendar.pk)
    if CalendarSubscription.objects.filter(pk__in=rows.values("pk")).update(revoked_at=timezone.now()):
        audit.record("absences.calendar_revoked", access=access, target=f"agenda {calendar.label}")


def judged(secret: str) -> tuple[CalendarSubscription, Access] | None:
    """The calendar of that address and what its person may, now; None, and nothing says why, when they may not."""
    calendar = calendar_at(secret)
    if calendar is None or not _is_certified(calendar.user):
        return None
    access = authority.resolve(calendar.user, calendar.tiers_ref)
    if access is None or not access.has(Right.ABSENCES_CONSULT):
        return None
    return calendar, access


def note_fetch(calendar: CalendarSubscription) -> None:
    now, last = timezone.now(), calendar.last_fetched_at
    if last is None or last < now - FETCH_GRAIN:
        CalendarSubscription.objects.filter(pk=calendar.pk).update(last_fetched_at=now)


def _is_certified(user: User) -> bool:
    """What the gate asks of whoever opens a page (`accounts.gate`)."""
    until = user.email_certified_until
    return until is not None and until > timezone.now()
