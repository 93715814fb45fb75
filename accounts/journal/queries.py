"""The journal that a company reads about itself: who did what, when, for whom, from where (SECURITY L1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import audit
from core.access import Access
from core.models import AuditEvent
from core.rights import Right, as_rights, in_words
from core.search import search, search_sql, words_in

PAGE_SIZE = 50

audit.declare({"accounts.journal_exported": "Journal de l’entreprise exporté"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader looks for; empty values look for everything."""

    since: date | None = None
    until: date | None = None
    person: str = ""
    kind: str = ""
    refused_only: bool = False


@dataclass(frozen=True, slots=True)
class JournalLine:
    at: datetime
    who: str
    via: str
    what: str
    target: str
    details: list[str]
    tiers_label: str
    ip: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class JournalPage:
    """`older`: the cursor of the next page, empty on the last one."""

    lines: list[JournalLine]
    older: str


def kinds() -> list[tuple[str, str]]:
    """The kinds of action, one an app that declares some."""
    prefixes = {action.partition(".")[0] for action in audit.declared()}
    named = [(prefix, str(apps.get_app_config(prefix).verbose_name)) for prefix in prefixes]
    return sorted(named, key=lambda pair: pair[1].casefold())


def page_of(access: Access, filters: Filters, cursor: str) -> JournalPage:
    """Fifty lines, the latest first, after `cursor`: no count, and no page is longer to reach than another."""
    events = _found(access, filters)
    if place := _read_cursor(cursor):
        at, pk = place
        events = events.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    read = list(events[: PAGE_SIZE + 1])
    shown = read[:PAGE_SIZE]
    older = f"{shown[-1].at.timestamp():.6f}_{shown[-1].pk}" if len(read) > PAGE_SIZE else ""
    return JournalPage([_line(event) for event in shown], older)


def export(access: Access, filters: Filters) -> Iterator[JournalLine]:
    """Every line found, up to `JOURNAL_EXPORT_MAX_LINES`, the latest first."""
    for event in _found(access, filters)[: settings.JOURNAL_EXPORT_MAX_LINES].iterator():
        yield _line(event)


def record_export(access: Access) -> None:
    audit.record("accounts.journal_exported", access=access)


def _found(access: Access, filters: Filters) -> QuerySet[AuditEvent]:
    """This company's lines only; the order is that of the index `audit_by_adherent`."""
    events = AuditEvent.objects.filter(adherent_id=access.tiers.adherent_id).order_by("-at", "-pk")
    if filters.since:
        events = events.filter(at__gte=_midnight(filters.since))
    if filters.until:
        events = events.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.person:
        people = events.annotate(people=search_sql("actor_label", "via"))
        events = search(people, filters.person, words_in("people"))
    if filters.kind:
        events = events.filter(action__startswith=f"{filters.kind}.")
    return events.filter(result=AuditEvent.Result.REFUSED) if filters.refused_only else events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """The place that a cursor names; None for the first page, or for what is not a cursor."""
    seconds, _, pk = cursor.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), tz=timezone.get_current_timezone()), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def _line(event: AuditEvent) -> JournalLine:
    person = str(event.changes.get("person", ""))
    return JournalLine(
        at=event.at,
        who=event.actor_label or "Le portail",
        via=event.via,
        what=audit.label(event.action),
        target=person or event.target,
        details=_details(event),
        tiers_label=event.tiers_label,
        ip=event.ip or "",
        is_refused=event.result == AuditEvent.Result.REFUSED,
    )


def _details(event: AuditEvent) -> list[str]:
    """What changed, in words, for the lines about people's rights."""
    headings = [("Ajouté", "added"), ("Retiré", "removed"), ("Droits", "rights")]
    return [
        f"{word} : {text}"
        for word, key in headings
        if isinstance(event.changes.get(key), list)
        for text in in_words(_rights(event.changes[key]))
    ]


def _rights(values: list[object]) -> frozenset[Right]:
    return as_rights([str(value) for value in values])
