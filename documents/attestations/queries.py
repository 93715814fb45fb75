"""What an attestation rests on, what forbids it, those that were made."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from adherents.declarations.queries import Standing, standing_of
from adherents.models import DeclarativePeriod, Establishment
from adherents.models.declarations import is_late_on
from core.access import Access
from documents.enums import ATTESTED
from documents.models import Attestation, AttestationRule, DocumentKind

# What is late is listed up to so many months; beyond, their page has them all.
LATE_SHOWN = 6
_LISTED = 15


@dataclass(frozen=True, slots=True)
class Terms:
    """What the caisse decides (`AttestationRule`)."""

    figures_max_days: int
    valid_days: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What an attestation of this company, or of this site, would rest on today. `site`: whose SIRET it names; None
    when the caisse knows no head office.
    """

    standing: Standing
    terms: Terms
    figures_on: date | None
    site: Establishment | None

    @property
    def is_in_order(self) -> bool:
        """The one rule is that of `standing_of`."""
        return self.standing.is_up_to_date

    @property
    def is_fresh(self) -> bool:
        oldest = timezone.localdate() - timedelta(days=self.terms.figures_max_days)
        return self.figures_on is not None and self.figures_on >= oldest

    @property
    def is_attestable(self) -> bool:
        return self.is_in_order and self.is_fresh and self.site is not None


def basis_of(access: Access) -> Basis:
    return Basis(standing_of(access), terms_of(access.tiers.caisse_id), _figures_on(access), _site(access))


def terms_of(caisse_id: int) -> Terms:
    row = AttestationRule.objects.filter(caisse_id=caisse_id).values_list("figures_max_days", "valid_days").first()
    return Terms(*(row or (settings.ATTESTATION_FIGURES_MAX_DAYS, settings.ATTESTATION_VALID_DAYS)))


def late_periods(access: Access) -> list[DeclarativePeriod]:
    """What forbids it, the oldest first."""
    rows = DeclarativePeriod.objects.for_access(access).filter(is_late_on(timezone.localdate()))
    return list(rows.select_related("establishment").order_by("due_on", "pk")[:LATE_SHOWN])


def kinds_of(access: Access) -> list[DocumentKind]:
    """Those that this person may ask for: what one may not read is not made for them."""
    return list(DocumentKind.objects.readable(access).filter(code__in=ATTESTED).order_by("name"))


def made_of(access: Access) -> list[Attestation]:
    """The latest ones, as this person may read them."""
    rows = Attestation.objects.for_access(access).select_related("document__kind")
    return list(rows.order_by("-made_at", "-pk")[:_LISTED])


def _figures_on(access: Access) -> date | None:
    """The day of the latest figures that the caisse gave of it."""
    rows = DeclarativePeriod.objects.for_access(access).order_by()
    received_at: datetime | None = rows.aggregate(latest=Max("received_at"))["latest"]
    return timezone.localdate(received_at) if received_at else None


def _site(access: Access) -> Establishment | None:
    """The site acted for; the head office for the company as a whole."""
    rows = Establishment.objects.for_access(access).select_related("adherent__caisse")
    whole = access.tiers.establishment_id is None
    return (rows.filter(is_head_office=True) if whole else rows).first()
