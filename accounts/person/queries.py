"""Reads about people, memberships and account openings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import MembershipRole, Milestone, SessionKind
from accounts.models import EmailChange, Membership, MessageChoice, Session, User
from accounts.sessions import is_alive
from adherents.models import Caisse, ChangeRequest
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


def changes_asked_by(user: User) -> list[ChangeRequest]:
    """The latest first, of any company; without the values that were asked for."""
    with all_tenants(reason="a person reads all that they asked for"):
        rows = ChangeRequest.objects.filter(asked_by=user).select_related("adherent", "establishment")
        return list(rows.defer("before", "asked", "sealed"))


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
    sessions = [
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
    return sorted(sessions, key=lambda session: not session.is_this_one)


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
    """Who is to be reminded that day that their certification ends (`person.services.renewals`), past that number."""
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


def only_caisse_of(person: User) -> Caisse | None:
    return only_caisses_of([person])[person.pk]


def only_caisses_of(people: Sequence[User]) -> dict[int, Caisse | None]:
    """The caisse of the companies of each person, or that they work for; None for whoever has none, or several."""
    known = _known_caisses(people)
    caisses = Caisse.objects.in_bulk({pk for one in known.values() for pk in one})
    return {person.pk: _only(known.get(person.pk, set()), caisses) for person in people}


def _only(known: set[int], caisses: dict[int, Caisse]) -> Caisse | None:
    return caisses[next(iter(known))] if len(known) == 1 else None


def _known_caisses(people: Sequence[User]) -> dict[int, set[int]]:
    ids = [person.pk for person in people]
    members = Membership.objects.in_force().filter(user__in=ids).values_list("user_id", "adherent__caisse_id")
    staff = User.objects.filter(pk__in=ids, staff_caisse__isnull=False).values_list("pk", "staff_caisse_id")
    known: dict[int, set[int]] = {}
    for user_id, caisse_id in members.order_by().union(staff):
        known.setdefault(user_id, set()).add(caisse_id)
    return known
