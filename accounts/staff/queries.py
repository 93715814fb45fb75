"""The people whom the staff of a caisse may find, and what is told of them there (SECURITY Z8)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from adherents.models import Adherent
from adherents.queries import search_adherents
from core import audit
from core.models import AuditEvent, OutgoingMessage
from core.outgoing import holds_secret
from core.phone_numbers import read_phone
from core.search import words_in

EVENT_COUNT = 100
MESSAGE_COUNT = 20


def target_of(person: User) -> str:
    """How the journal names a person to whom something is done."""
    return f"personne {person.public_id}"


def has_account(email: str) -> bool:
    """Only asked on behalf of whoever reads that mailbox."""
    return User.objects.filter(email=email).exists()


# People whom apps above tie to a caisse: from its id, the ids of their accounts.
_ties: list[Callable[[int], QuerySet[Any, Any]]] = []


def declare_tie(people_of_caisse: Callable[[int], QuerySet[Any, Any]]) -> None:
    """Have an app above name people whom the staff of a caisse may find: the accountants of its companies."""
    _ties.append(people_of_caisse)


def people_of(people: QuerySet[User], caisse_id: int | None) -> QuerySet[User]:
    """The staff of the caisse, whoever belongs or belonged to one of its companies, whom apps tie; None: everybody."""
    if caisse_id is None:
        return people
    member = Membership.objects.filter(user=OuterRef("pk"), adherent__caisse_id=caisse_id)
    known: Any = Q(staff_caisse_id=caisse_id) | Exists(member)
    for tie in _ties:
        known |= Q(pk__in=tie(caisse_id))
    return people.filter(known)


def _by_company(people: QuerySet[User], typed: str) -> QuerySet[User]:
    companies = search_adherents(Adherent.objects.order_by(), typed).values("pk")
    return people.filter(pk__in=Membership.objects.order_by().filter(adherent__in=companies).values("user_id"))


def _by_mobile(people: QuerySet[User], typed: str) -> QuerySet[User] | None:
    try:
        return people.filter(mobile=read_phone(typed))
    except ValidationError:
        return None


# By name, e-mail or mobile; or by what finds a company.
OWN_WAYS = (words_in("searched"), _by_mobile)
WAYS = (*OWN_WAYS, _by_company)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the journal about a person, as their page shows it."""

    at: datetime
    label: str
    is_refused: bool
    by: str
    tiers_label: str
    ip: str


def security_events(person: User, caisse_id: int | None) -> list[Event]:
    """The latest lines of what the person did and of what was done to them, those of another caisse left out."""
    lines = AuditEvent.objects.all()
    if caisse_id is not None:
        lines = lines.filter(Q(caisse_id=caisse_id) | Q(caisse_id__isnull=True))
    # Two reads, each by its index.
    by_pk = {line.pk: line for line in lines.filter(actor_id=person.pk)[:EVENT_COUNT]}
    by_pk |= {line.pk: line for line in lines.filter(target=target_of(person))[:EVENT_COUNT]}
    latest = sorted(by_pk.values(), key=lambda line: (line.at, line.pk), reverse=True)[:EVENT_COUNT]
    return list(_events(latest))


def _events(lines: list[AuditEvent]) -> Iterator[Event]:
    for line in lines:
        yield Event(
            at=line.at,
            label=audit.label(line.action),
            is_refused=line.result == AuditEvent.Result.REFUSED,
            by=line.actor_label,
            tiers_label=line.tiers_label,
            ip=line.ip or "",
        )


def messages_to(person: User, caisse_id: int | None) -> QuerySet[OutgoingMessage]:
    """The messages sent to a person, those of another caisse left out, latest first."""
    rows = OutgoingMessage.objects.filter(user=person)
    return rows if caisse_id is None else rows.filter(Q(caisse_id=caisse_id) | Q(caisse_id__isnull=True))


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the person's page lists it; never its text."""

    number: int
    created_at: datetime
    channel: str
    subject: str
    recipient: str
    state: str
    is_resendable: bool


def latest_messages(person: User, caisse_id: int | None) -> list[Sent]:
    return [
        Sent(
            number=message.pk,
            created_at=message.created_at,
            channel=message.get_channel_display(),
            subject=message.title,
            recipient=message.recipient,
            state=_state(message),
            is_resendable=message.status == OutgoingMessage.Status.QUEUED or not holds_secret(message),
        )
        for message in messages_to(person, caisse_id)[:MESSAGE_COUNT]
    ]


def _state(message: OutgoingMessage) -> str:
    if message.failed_at:
        return f"Non remis ({message.failure})"
    return "Remis" if message.delivered_at else str(message.get_status_display())
