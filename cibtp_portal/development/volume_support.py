"""What contact adds to the volume data: conversations, here, and appointments (`volume_appointments`).

Invented conversations in bulk, by COPY: two thousand of the company of thousands, the others spread over all.

Made from their rank, in turn for every company. Most were answered; the latest of each company wait for its caisse.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from adherents.models import Adherent, Caisse
from cibtp_portal.development import volume_appointments
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, indexed_at_the_end, next_id, numbered
from cibtp_portal.development.volume_employees import crowded_company
from core.references import new_public_id
from support.enums import ConversationState
from support.models import Conversation, Message, Subject
from support.services.subjects import ensure_subjects

CROWD = 2_000
AMOUNTS = (
    Amount("conversations", 0, "nombre d’échanges avec les caisses, répartis", national=1_000_000),
    Amount("crowd_conversations", 0, "nombre d’échanges de l’entreprise de plus", national=CROWD, least=CROWD),
    *volume_appointments.AMOUNTS,
)
_DAYS = 1_000
_STATES = (ConversationState.ANSWERED, *[ConversationState.CLOSED] * 7)
_ASKED = "Bonjour, pouvez-vous nous dire où en est notre demande du mois dernier ? Nous n’avons pas reçu de réponse."
_ANSWERED = "Bonjour, votre demande est traitée : vous trouverez le détail dans la rubrique Documents. Cordialement,"
_AUTHORS = ("Données de mesure", "Votre caisse")
_CONVERSATION = (
    *("id", "public_id", "adherent_id", "caisse_id", "reference", "attempt", "subject_id"),
    *("linked_kind", "linked_ref", "linked_label", "state", "version", "opened_at", "opened_by_label"),
    *("last_message_at", "waiting_since", "read_at", "answered_at", "closed_at", "is_unread", "handed_over_by_label"),
)
_MESSAGE = (
    *("id", "public_id", "adherent_id", "conversation_id", "attempt", "is_from_caisse", "author_label", "body"),
    "sent_at",
)
Company = tuple[int, int]
"""The company and its caisse."""


def load(*, conversations: int = 0, crowd_conversations: int = 0, **appointments: int) -> dict[str, int]:
    """Add so many of each amount."""
    added = {"conversations": 0, "crowd_conversations": 0}
    if conversations or crowd_conversations:
        added = _load(conversations, crowd_conversations)
    return added | volume_appointments.load(**appointments)


def present() -> dict[str, int]:
    """How many there are of each amount."""
    crowded = crowded_company()
    crowd = Conversation.objects.filter(adherent=crowded).count() if crowded else 0
    everything = Conversation.objects.filter(adherent__cibtp_id__startswith="V").count()
    return {
        "conversations": everything - crowd,
        "crowd_conversations": crowd,
        **volume_appointments.present(),
    }


@checked_once(Conversation, Message)
def _load(conversations: int, crowd_conversations: int) -> dict[str, int]:
    """To the others of the volume, and to the company of thousands."""
    crowded = crowded_company()
    others = Adherent.objects.filter(cibtp_id__startswith="V").exclude(pk=crowded.pk if crowded else 0)
    keys = list(others.order_by("pk").values_list("pk", "caisse_id")) if conversations else []
    own = [(crowded.pk, crowded.caisse_id)] if crowded is not None else []
    with indexed_at_the_end(Conversation, Message):
        return {
            "conversations": _add(keys, conversations),
            "crowd_conversations": _add(own, crowd_conversations),
        }


def _add(companies: list[Company], count: int) -> int:
    if not companies or not count:
        return 0
    first, subjects, now = next_id(Conversation), _subjects(companies), timezone.now()
    turns = -(-count // len(companies))
    rows = islice(_conversations(companies, subjects, turns, now), count)
    added = copy_rows(Conversation, _CONVERSATION, ((first + rank, *row) for rank, row in enumerate(rows)))
    written = islice(_dated(companies, turns, now), count)
    copy_rows(Message, _MESSAGE, numbered(next_id(Message), _messages(written, first)))
    return added


def _subjects(companies: Iterable[Company]) -> dict[int, list[int]]:
    """Of each caisse, which may have none yet."""
    keys = {caisse_id for _, caisse_id in companies}
    for caisse in Caisse.objects.filter(pk__in=keys):
        ensure_subjects(caisse)
    subjects: dict[int, list[int]] = {key: [] for key in keys}
    for key, caisse_id in Subject.objects.filter(caisse_id__in=keys).order_by("pk").values_list("pk", "caisse_id"):
        subjects[caisse_id].append(key)
    return subjects


def _dated(companies: list[Company], turns: int, now: datetime) -> Iterator[tuple[Company, int, datetime, bool]]:
    """Everybody's oldest, then everybody's next one: which, of what rank, opened when, and whether it waits."""
    for turn in range(turns):
        for rank, company in enumerate(companies):
            ago = timedelta(days=_DAYS * (turns - turn) / turns, minutes=rank % 1_440)
            yield company, turn * len(companies) + rank, now - ago, turn == turns - 1 and rank % 3 == 0


def _conversations(
    companies: list[Company], subjects: dict[int, list[int]], turns: int, now: datetime
) -> Iterator[Row]:
    for (adherent_id, caisse_id), rank, opened_at, waits in _dated(companies, turns, now):
        answered_at = None if waits else opened_at + timedelta(minutes=5 + rank % 600)
        state = ConversationState.SENT if waits else _STATES[rank % len(_STATES)]
        offered = subjects[caisse_id]
        yield (
            *(new_public_id(), adherent_id, caisse_id, f"V-{new_public_id()}", new_public_id()),
            offered[rank % len(offered)],
            *("", "", "", state.value, 1 if waits else 2, opened_at, _AUTHORS[0], answered_at or opened_at),
            *(opened_at if waits else None, answered_at, answered_at),
            answered_at if state == ConversationState.CLOSED else None,
            not waits and rank % 40 == 0,
            "",
        )


def _messages(written: Iterable[tuple[Company, int, datetime, bool]], first: int) -> Iterator[Iterator[Row]]:
    for number, ((adherent_id, _), rank, opened_at, waits) in enumerate(written, start=first):
        answered_at = opened_at + timedelta(minutes=5 + rank % 600)
        turns = [(False, _ASKED, opened_at), *([] if waits else [(True, _ANSWERED, answered_at)])]
        yield (
            (new_public_id(), adherent_id, number, new_public_id(), is_answer, _AUTHORS[is_answer], body, at)
            for is_answer, body, at in turns
        )
