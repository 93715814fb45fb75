"""Reads about people, memberships and account openings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Func, IntegerField, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import BatchState, MembershipRole, Milestone, OpeningState, SessionKind
from accounts.models import AccountOpening, EmailChange, LetterBatch, Membership, MessageChoice, Session, User
from accounts.sessions import is_alive
from adherents.models import Adherent, Establishment
from core.agents import describe
from core.rights import ALL_RIGHTS, Right, as_rights
from core.tenancy import all_tenants


@dataclass(frozen=True, slots=True)
class Attachment:
    """A company or a site attached to a person's account, as *Mon compte* lists it. `ref` is that of its tiers.

    `rights` are those over the company as a whole: none for whoever belongs to one site.
    """

    ref: str
    name: str
    site_name: str
    cibtp_id: str
    caisse_name: str
    role: str
    rights: frozenset[Right]

    @property
    def may_manage_colleagues(self) -> bool:
        return Right.COLLEAGUES_ACT in self.rights

    @property
    def may_manage_delegations(self) -> bool:
        return Right.DELEGATIONS_ACT in self.rights

    @property
    def may_read_journal(self) -> bool:
        return Right.JOURNAL_CONSULT in self.rights


def attachments(user: User) -> list[Attachment]:
    """What the person belongs to, by company; delegations are listed elsewhere."""
    with all_tenants(reason="a person reads all that their own account is attached to"):
        rows = list(
            Membership.objects.in_force()
            .filter(user=user)
            .select_related("adherent__caisse", "establishment")
            .order_by("adherent__name", "establishment__name", "pk")
        )
    return [_attachment(row) for row in rows]


def _attachment(row: Membership) -> Attachment:
    site, company = row.establishment, row.adherent
    is_holder = row.role == MembershipRole.HOLDER
    rights = frozenset[Right]() if site else ALL_RIGHTS if is_holder else as_rights(row.rights)
    return Attachment(
        ref=site.public_id if site else company.public_id,
        name=company.name,
        site_name=site.name if site else "",
        cibtp_id=company.cibtp_id,
        caisse_name=company.caisse.name,
        role=row.get_role_display(),
        rights=rights,
    )


def company_names(user: User) -> list[str]:
    """What names the companies and the sites that the person belongs to: their names and their SIREN."""
    with all_tenants(reason="a password must not name the companies of its owner"):
        rows = Membership.objects.in_force().filter(user=user)
        named = list(rows.values_list("adherent__name", "adherent__siren", "establishment__name"))
    return [name for names in named for name in names if name]


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
        return f"Un courrier a déjà été préparé il y a moins de {hours} heures"
    if within >= settings.LETTER_REISSUE_MAX:
        days = settings.LETTER_REISSUE_WINDOW.days
        return f"{within} courriers ont déjà été préparés en {days} jours, le maximum"
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


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A place where a person is signed in; `is_this_one`: the browser asking."""

    public_id: str
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    is_staff: bool
    is_this_one: bool


def open_sessions(user: User, this_key: str | None) -> list[OpenSession]:
    """Where this person is signed in, the present browser first, then the latest active."""
    rows = Session.objects.filter(is_alive(timezone.now()), user=user).order_by("-last_seen_at")
    found = [
        OpenSession(
            public_id=row.public_id,
            device=describe(row.agent),
            ip=row.ip or "",
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_staff=row.kind == SessionKind.STAFF,
            is_this_one=row.session_key == this_key,
        )
        for row in rows
    ]
    return sorted(found, key=lambda session: not session.is_this_one)


def email_change_under_way(user: User) -> EmailChange | None:
    """The address that waits for the click in its mail, while its link is valid."""
    limit = timezone.now() - settings.EMAIL_CHANGE_LINK_LIFETIME
    return EmailChange.objects.filter(user=user, asked_at__gte=limit).first()


def message_choices(user: User) -> list[MessageChoice]:
    return list(MessageChoice.objects.filter(user=user))


def membership_of(user: User, tiers_ref: str) -> Membership | None:
    """The person's own membership that opens that tiers."""
    with all_tenants(reason="a person reads one of their own memberships"):
        return (
            Membership.objects.in_force()
            .filter(user=user)
            .filter(
                Q(establishment__isnull=True, adherent__public_id=tiers_ref) | Q(establishment__public_id=tiers_ref)
            )
            .select_related("adherent__caisse", "establishment")
            .first()
        )


def due_for_reminder(day: date, *, after: int) -> QuerySet[User]:
    """Who is to be reminded that day that their certification ends (`accounts.services.renewals`), past that number."""
    first, last = day, day + timedelta(days=max(Milestone) + 1)
    lifetime = settings.EMAIL_CERTIFICATION_LIFETIME
    companies = Membership.objects.in_force().filter(user=OuterRef("pk"))
    return (
        User.objects.filter(
            Q(is_staff=False) | Exists(companies),
            pk__gt=after,
            email_certified_at__gte=_midnight(first) - lifetime,
            email_certified_at__lt=_midnight(last) - lifetime,
            is_active=True,
            closed_at__isnull=True,
            email_failing_since__isnull=True,
        )
        .only(
            "public_id",
            "email",
            "first_name",
            "email_certified_at",
            "mobile",
            "mobile_certified_at",
            "mobile_failing_since",
        )
        .order_by("pk")
    )


def _midnight(day: date) -> datetime:
    """When that day begins in France, in UTC: counted back across a change of hour, local time would be an hour off."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time())).astimezone(UTC)


def is_last_holder(membership: Membership) -> bool:
    """Whether nobody else holds that company (or site): leaving it closes it until new letters come."""
    with all_tenants(reason="a person about to leave a company is told if nobody else holds it"):
        holders = Membership.objects.in_force().filter(
            adherent=membership.adherent_id, establishment=membership.establishment_id, role=MembershipRole.HOLDER
        )
        return membership.role == MembershipRole.HOLDER and not holders.exclude(pk=membership.pk).exists()
