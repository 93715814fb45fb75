"""The calendars that somebody subscribed to, and the one of a secret address."""

from django.db.models import QuerySet

from absences.calendars.addresses import digest
from absences.models import CalendarSubscription
from core.access import Access
from core.tenancy import all_tenants


def calendars_of(access: Access) -> QuerySet[CalendarSubscription]:
    """One's own, for the tiers acted for."""
    rows: QuerySet[CalendarSubscription] = CalendarSubscription.objects.in_force().for_access(access)
    if access.tiers.establishment_id is None:
        rows = rows.filter(establishment__isnull=True)
    return rows.filter(user=access.user).select_related("site", "crew")


def calendar_of(access: Access, public_id: str) -> CalendarSubscription | None:
    return calendars_of(access).filter(public_id=public_id).first()


def calendar_at(secret: str) -> CalendarSubscription | None:
    """That of a secret address; it names no company, so that none is acted for yet."""
    rows = CalendarSubscription.objects.in_force().filter(secret_digest=digest(secret))
    with all_tenants(reason="the secret of the address says which company it is of"):
        return rows.select_related("user", "adherent", "establishment", "site", "crew").first()
