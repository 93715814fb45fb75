"""Which sites letters are written to, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, Func, IntegerField, Max, Q, QuerySet
from django.utils import timezone

from accounts.enums import BatchState, OpeningState
from accounts.models import AccountOpening, LetterBatch, Membership
from adherents.models import Adherent, Establishment
from core.french import counted


def sites_of(caisse_id: int, establishment_ids: Iterable[int]) -> QuerySet[Establishment]:
    return Establishment.objects.filter(pk__in=list(establishment_ids), adherent__caisse_id=caisse_id)


def sites_in_printing_order(caisse_id: int, establishment_ids: Iterable[int]) -> QuerySet[Establishment]:
    """By company, its head office first: the order of both files, so that envelopes are filled side by side."""
    return sites_of(caisse_id, establishment_ids).order_by("adherent__name", "adherent_id", "-is_head_office", "pk")


def head_offices_to_write_to(caisse_id: int) -> QuerySet[Establishment]:
    """Open head offices of companies that nobody holds and that have no code on its way."""
    companies = Adherent.objects.filter(caisse_id=caisse_id).without_account()
    head_offices = Establishment.objects.open().filter(is_head_office=True, adherent__in=companies)
    on_its_way = AccountOpening.objects.with_usable_code(timezone.now()).values("establishment_id")
    return head_offices.exclude(pk__in=on_its_way).order_by("adherent__name", "adherent_id")


def sites_by_siret(caisse_id: int, sirets: Iterable[str]) -> QuerySet[Establishment, tuple[str, int]]:
    sites = Establishment.objects.filter(adherent__caisse_id=caisse_id, siret__in=list(sirets))
    return sites.values_list("siret", "pk")


def head_offices_of(companies: QuerySet[Adherent]) -> QuerySet[Establishment]:
    return Establishment.objects.filter(is_head_office=True, adherent__in=companies.order_by().values("pk"))


def site_label(site: Establishment) -> str:
    return site.adherent.name if site.is_head_office else f"{site.adherent.name} – {site.name}"


def reasons_to_leave_out(sites: Sequence[Establishment], now: datetime) -> dict[int, str]:
    """Why no letter is written to some of these sites, by site (SECURITY D8)."""
    recent = _recent_letters([site.pk for site in sites], now)
    reasons = {site.pk: _reason(site, *recent.get(site.pk, (0, None)), now) for site in sites}
    return {pk: reason for pk, reason in reasons.items() if reason}


def _recent_letters(establishment_ids: list[int], now: datetime) -> dict[int, tuple[int, datetime | None]]:
    """How many letters within the window, and the latest of all, by site."""
    within = Q(issued_at__gt=now - settings.LETTER_REISSUE_WINDOW)
    rows = (
        AccountOpening.objects.filter(establishment_id__in=establishment_ids)
        .order_by()
        .values_list("establishment_id")
        .annotate(within=Count("pk", filter=within), latest=Max("issued_at"))
    )
    return {pk: (count, latest) for pk, count, latest in rows}


def _reason(site: Establishment, within: int, latest: datetime | None, now: datetime) -> str:
    if site.closed_on is not None:
        return f"Site fermé le {site.closed_on:%d/%m/%Y}"
    if not site.address.strip():
        return "Adresse postale absente"
    if latest is not None and latest > now - settings.LETTER_REISSUE_DELAY:
        hours = round(settings.LETTER_REISSUE_DELAY.total_seconds() / 3600)
        return f"Un courrier a déjà été préparé il y a moins de {counted(hours, 'heure')}"
    if within >= settings.LETTER_REISSUE_MAX:
        days = settings.LETTER_REISSUE_WINDOW.days
        return f"Déjà {counted(within, 'courrier préparé')} en {counted(days, 'jour')}, le maximum"
    return ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a batch would do: how many letters, which companies would be surprised, who would be left out."""

    letters: int
    with_account: int
    with_code: int
    left_out: list[tuple[str, str]]


def forecast(sites: QuerySet[Establishment]) -> Forecast:
    now = timezone.now()
    chosen = list(sites.select_related("adherent"))
    reasons = reasons_to_leave_out(chosen, now)
    written = {site.pk: site for site in chosen if site.pk not in reasons}
    held = Membership.objects.in_force().filter(establishment__isnull=True)
    companies = held.filter(adherent_id__in={site.adherent_id for site in written.values() if site.is_head_office})
    codes = AccountOpening.objects.with_usable_code(now).filter(establishment_id__in=written)
    return Forecast(
        letters=len(written),
        with_account=companies.order_by().values("adherent_id").distinct().count(),
        with_code=codes.count(),
        left_out=[(site_label(site), reasons[site.pk]) for site in chosen if site.pk in reasons],
    )


def openings_in_state(openings: QuerySet[AccountOpening], state: str, now: datetime) -> QuerySet[AccountOpening]:
    """The openings whose `state` is that one: the same order of questions as the property of the model."""
    unused = openings.filter(used_at__isnull=True)
    current = unused.filter(replaced_at__isnull=True)
    valid = current.filter(burnt_at__isnull=True)
    waiting = valid.filter(pending_account__isnull=True)
    readable = waiting.filter(expires_at__gt=now)
    return {
        OpeningState.OPENED: openings.filter(used_at__isnull=False),
        OpeningState.REPLACED: unused.filter(replaced_at__isnull=False),
        OpeningState.BURNT: current.filter(burnt_at__isnull=False),
        OpeningState.PENDING: valid.filter(pending_account__isnull=False),
        OpeningState.EXPIRED: waiting.filter(expires_at__lte=now),
        OpeningState.PRINTED: readable.filter(printed_at__isnull=False),
        OpeningState.PREPARED: readable.filter(printed_at__isnull=True),
    }[OpeningState(state)]


def batches_with_counts(batches: QuerySet[LetterBatch]) -> QuerySet[LetterBatch]:
    """With the counts that a list shows, without reading thousands of sites for each batch of a whole caisse."""
    return batches.defer("establishment_ids").annotate(
        site_count=Func(F("establishment_ids"), function="CARDINALITY", output_field=IntegerField()),
        left_out_count=Func(F("left_out"), function="JSONB_ARRAY_LENGTH", output_field=IntegerField()),
        last_printed_at=Max("openings__printed_at"),
    )


def batches_to_purge(now: datetime) -> QuerySet[LetterBatch]:
    limit = now - settings.LETTER_FILE_RETENTION
    return LetterBatch.objects.filter(
        Q(state=BatchState.READY, finished_at__lt=limit) | Q(state=BatchState.FAILED, created_at__lt=limit)
    )
