"""What the company reads of its conversations, and what it may write about."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from math import ceil
from statistics import median
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from core import rich_text
from core.access import Access
from core.linked import kind_named
from core.search import search, search_words, searched_form
from support.models import Conversation, Message, MessageFile, Subject

PER_PAGE = 50
_LISTED = (
    *("adherent", "public_id", "reference", "linked_label", "opened_by_label", "state", "is_unread", "read_at"),
    "merged_into",
    *("last_message_at", "subject__name", "establishment__adherent", "establishment__name"),
)
# Below so many answers, a median says nothing.
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message as it is read; `body`: of the caisse, already written in HTML."""

    author: str
    at: datetime
    body: str | SafeString
    is_from_caisse: bool
    files: list[MessageFile]


@dataclass(frozen=True, slots=True)
class Nearby:
    """The conversation that this one follows, and the one that follows it, for who may read them."""

    before: Conversation | None
    after: Conversation | None


def conversations_page(access: Access, typed: str, number: str | None) -> Page[Conversation]:
    """Those that have an answer to read first, then the latest. Two queries, a third to search: which this person sees
    and looks for, in their order; then the columns of a page.
    """
    page: Page[Any] = Paginator(_keys(access, typed), PER_PAGE).get_page(number)
    listed = Conversation.objects.for_scope(access.scope).filter(pk__in=page.object_list)
    page.object_list = list(_in_order(listed.select_related("subject", "establishment").only(*_LISTED)))
    return page


def _keys(access: Access, typed: str) -> list[int]:
    seen = search(Conversation.objects.for_access(access), typed, partial(_by_words, access))
    return list(_in_order(seen).values_list("pk", flat=True))


def _in_order(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return rows.order_by("-is_unread", "-last_message_at", "-pk")


def _by_words(access: Access, rows: QuerySet[Conversation], typed: str) -> QuerySet[Conversation] | None:
    """Of what it is about, of its reference, of what was written in it. What is written is searched once, not for each
    conversation; the few subjects of a caisse, here rather than in the database.
    """
    words = search_words(typed)
    written = Message.objects.filter(adherent_id=access.tiers.adherent_id).order_by()
    names = Subject.objects.filter(caisse=access.tiers.caisse_id).values_list("pk", "name") if words else ()
    subjects = {pk: searched_form(name) for pk, name in names}
    for word in words:
        told = Q(pk__in=written.filter(searched__contains=word).values("conversation"))
        named = Q(subject__in=[pk for pk, name in subjects.items() if word in name])
        rows = rows.filter(Q(searched__contains=word) | named | told)
    return rows if words else None


def subjects_for(access: Access, section: str) -> list[Subject]:
    """Those of the caisse; first, those offered from the part of the portal that one comes from."""
    here = Case(When(section=section, then=Value(0)), default=Value(1)) if section else Value(0)
    rows = Subject.objects.filter(caisse=access.tiers.caisse_id, is_active=True)
    return list(rows.order_by(here, "rank", "name", "pk"))


def thread_of(conversation: Conversation) -> list[ThreadMessage]:
    rows = Message.objects.filter(conversation=conversation).prefetch_related("files")
    return [
        ThreadMessage(
            one.author_label,
            one.sent_at,
            rich_text.rendered(one.body) if one.is_from_caisse else one.body,
            one.is_from_caisse,
            list(one.files.all()),
        )
        for one in rows
    ]


def nearby(access: Access, conversation: Conversation) -> Nearby:
    rows = Conversation.objects.for_access(access)
    beside = list(rows.filter(Q(pk=conversation.follows_id) | Q(follows=conversation)).order_by("pk"))
    before = next((one for one in beside if one.pk == conversation.follows_id), None)
    return Nearby(before, next((one for one in beside if one != before), None))


def merged_into(conversation: Conversation) -> list[str]:
    """The references of those that are read in this one: the same people read them."""
    return list(conversation.merged.order_by("pk").values_list("reference", flat=True))


def about_url(access: Access, conversation: Conversation) -> str:
    """Where what it is about is seen; empty without anything, or for who may take no file."""
    kind = kind_named(conversation.linked_kind)
    if kind is None or not access.takes_files:
        return ""
    return reverse(kind.url_name, args=[access.tiers.ref, conversation.linked_ref])


def sent_today(adherent_id: int) -> int:
    """What the company has joined to its messages since midnight, in bytes."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    rows = MessageFile.objects.filter(adherent_id=adherent_id, message__sent_at__gte=midnight)
    total: int | None = rows.filter(message__is_from_caisse=False).aggregate(total=Sum("size"))["total"]
    return total or 0


def usual_days(caisse_id: int) -> int:
    """In how many days the caisse first answers: the median of its last answers, to whichever company. Every page of
    the contact says it: remembered for a while.
    """
    seconds = settings.CONVERSATION_USUAL_REMEMBERED_FOR.total_seconds()
    days = cache.get_or_set(f"support.usual_days.{caisse_id}", lambda: _usual_days(caisse_id), seconds)
    return int(days or settings.CONVERSATION_USUAL_DAYS)


def _usual_days(caisse_id: int) -> int:
    first = Message.objects.filter(conversation=OuterRef("pk"), is_from_caisse=True).order_by("sent_at")
    rows = Conversation.objects.standing().filter(caisse=caisse_id, answered_at__isnull=False)
    rows = rows.annotate(delay=Subquery(first.values("sent_at")[:1]) - F("opened_at"))
    latest = rows.order_by("-answered_at").values_list("delay", flat=True)[: settings.CONVERSATION_MEDIAN_OF]
    delays = [delay for delay in latest if delay is not None]
    if len(delays) < _ENOUGH:
        return int(settings.CONVERSATION_USUAL_DAYS)
    days: float = median(delays) / timedelta(days=1)
    return max(1, ceil(days))
