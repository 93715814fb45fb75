"""What the staff read of a broadcast beside its figures: whom it is for in words, how it is read, whom it missed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from adherents.departements import departement_in_words
from adherents.models import Adherent
from core.french import counted, listed
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from core.search import search, words_in
from delegations.reaching import accesses_of
from support.broadcasts.audience import audience
from support.broadcasts.emails import email_context, sms_as_sent
from support.broadcasts.failing import group_of
from support.broadcasts.queries import OUTCOME, WHY
from support.broadcasts.segments import Length, length_of
from support.enums import BroadcastState, LeftOut, Outcome, Receivers
from support.models import Broadcast, BroadcastRecipient

SHOWN_COMPANIES = 20
EXPORT_COLUMNS = ("Canal", "Personne", "Entreprises", "État", "Raison", "Envoyé le", "Reçu le")
_PEOPLE_AT_ONCE = 500
_NAMED_COMPANIES = 3
_MOVING = (BroadcastState.SENDING, BroadcastState.HELD)


@dataclass(frozen=True, slots=True)
class Preview:
    """As it will be read; a channel that it does not go by is empty."""

    email: dict[str, Any]
    sms: str
    length: Length | None


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """Somebody by one channel, without their address: `companies`, those of the caisse for which they act."""

    person: str
    person_id: int | None
    companies: tuple[tuple[int, str], ...]
    channel: str
    outcome: str
    why: str
    sent_at: Any
    delivered_at: Any

    @property
    def first_companies(self) -> tuple[tuple[int, str], ...]:
        return self.companies[:_NAMED_COMPANIES]

    @property
    def more_companies(self) -> int:
        return max(0, len(self.companies) - _NAMED_COMPANIES)


def preview_of(broadcast: Broadcast) -> Preview:
    """Of one that may not be saved yet."""
    sms = sms_as_sent(broadcast) if broadcast.by_sms else ""
    email = email_context(broadcast) if broadcast.by_email else {}
    return Preview(email, sms, length_of(sms) if sms else None)


def conditions_of(broadcast: Broadcast) -> list[str]:
    """Each that is set, in words: who receives it, then which companies."""
    return [_receivers(broadcast), *(_companies(broadcast) or ["Toutes les entreprises de la caisse"])]


def sample_of(broadcast: Broadcast) -> list[Adherent]:
    """The first companies of its audience, by name."""
    return list(audience(broadcast).order_by("name", "pk")[:SHOWN_COMPANIES])


def with_progress(rows: QuerySet[Broadcast]) -> QuerySet[Broadcast]:
    """`settled_count`: of what is being sent, the messages that nothing keeps any more; 0 for the others."""
    settled = BroadcastRecipient.objects.filter(broadcast=OuterRef("pk"), made_at__isnull=False).order_by()
    gone = settled.exclude(message__status=OutgoingMessage.Status.QUEUED).values("broadcast")
    counted_ones = Subquery(gone.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return rows.annotate(settled_count=Case(When(state__in=_MOVING, then=Coalesce(counted_ones, 0)), default=0))


def failures_of(broadcast: Broadcast) -> QuerySet[BroadcastRecipient]:
    """Those whom a message did not reach, once it had left or was given up."""
    return _with_outcome(broadcast).filter(left_out="", message__isnull=False, told=Outcome.FAILED)


def recipients_of(broadcast: Broadcast) -> QuerySet[BroadcastRecipient]:
    """Everybody, those left out too."""
    return _with_outcome(broadcast)


def lines_of(broadcast: Broadcast, recipients: Sequence[Any]) -> list[RecipientLine]:
    """Some queries, however many they are; `recipients` of the querysets above."""
    acting = _companies_of(broadcast, {row.person_id for row in recipients if row.person_id})
    return [_line(row, tuple(acting.get(row.person_id, ()))) for row in recipients]


def export_rows(broadcast: Broadcast) -> Iterator[tuple[object, ...]]:
    """In the order in which they were written down; some at a time."""
    rows, last = recipients_of(broadcast).order_by("pk"), 0
    while some := list(rows.filter(pk__gt=last)[:_PEOPLE_AT_ONCE]):
        last = some[-1].pk
        for line in lines_of(broadcast, some):
            companies = ", ".join(name for _, name in line.companies)
            yield line.channel, line.person, companies, line.outcome, line.why, line.sent_at, line.delivered_at


def history_of(broadcast: Broadcast) -> QuerySet[AuditEvent]:
    """Who did what of it, the latest first: the lines of the journal that name its reference."""
    rows = AuditEvent.objects.filter(caisse_id=broadcast.caisse_id, action__startswith="support.broadcast_")
    return search(rows, broadcast.public_id, words_in("searched")).order_by("-at", "-pk")


def _receivers(broadcast: Broadcast) -> str:
    right = Right(broadcast.right).label if broadcast.right else ""
    who = "Les titulaires"
    if broadcast.receivers != Receivers.HOLDERS:
        who += f" et les collègues qui ont le droit « {right} »"
    if not broadcast.to_firms:
        return who
    return f"{who}, et les cabinets qui ont " + ("ce droit" if who != "Les titulaires" else f"le droit « {right} »")


def _companies(broadcast: Broadcast) -> list[str]:
    places = listed([departement_in_words(code) for code in broadcast.departements])
    asked = [f"Les entreprises qui ont un site ouvert ici : {places}"] if places else []
    if broadcast.workforce_from is not None or broadcast.workforce_to is not None:
        asked.append(_workforce(broadcast.workforce_from, broadcast.workforce_to))
    if broadcast.has_missing_month:
        asked.append("Celles dont un mois n’est pas déclaré")
    if broadcast.listed is not None:
        asked.append(f"Celles de la liste collée ({counted(len(broadcast.listed), 'entreprise')})")
    return asked


def _workforce(least: int | None, most: int | None) -> str:
    if most is None:
        return f"Celles qui ont {counted(least or 0, 'salarié')} ou plus"
    if least is None:
        return f"Celles qui ont {counted(most, 'salarié')} au plus"
    return f"Celles qui ont entre {least} et {counted(most, 'salarié')}"


def _with_outcome(broadcast: Broadcast) -> QuerySet[Any]:
    rows = BroadcastRecipient.objects.filter(broadcast=broadcast).select_related("person", "message")
    return rows.annotate(told=OUTCOME, why=WHY).order_by("channel", "pk")


def _companies_of(broadcast: Broadcast, people: set[int]) -> dict[int, list[tuple[int, str]]]:
    """By person, in the order of names."""
    pairs = {(one.user.pk, one.tiers.adherent_id) for one in accesses_of(people, timezone.now())}
    own = Adherent.objects.filter(pk__in={company for _, company in pairs}, caisse=broadcast.caisse_id)
    names = dict(own.order_by("name", "pk").values_list("pk", "name"))
    place = {company: number for number, company in enumerate(names)}
    acting: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, company in sorted((pair for pair in pairs if pair[1] in place), key=lambda pair: place[pair[1]]):
        acting[person].append((company, names[company]))
    return acting


def _line(row: Any, companies: tuple[tuple[int, str], ...]) -> RecipientLine:
    message = row.message
    outcome = "Laissé de côté" if row.left_out else Outcome(row.told).label
    return RecipientLine(
        person=_name(row.person),
        person_id=row.person_id,
        companies=companies,
        channel=row.get_channel_display(),
        outcome=outcome,
        why=_why(row),
        sent_at=message.sent_at if message else None,
        delivered_at=message.delivered_at if message else None,
    )


def _why(row: Any) -> str:
    if row.left_out:
        return LeftOut(row.left_out).label
    return str(group_of(row.why).label) if row.told == Outcome.FAILED else ""


def _name(person: User | None) -> str:
    return str(person.get_full_name() or person) if person else "Compte supprimé"
