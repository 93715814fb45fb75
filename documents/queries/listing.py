"""The documents that somebody reads, as every list of them filters and sorts them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OrderBy, OuterRef, Q, QuerySet

from core.access import Access
from core.search import search, words_in
from documents.enums import HandoverState
from documents.models import Document, DocumentKind, Download
from documents.values import WantedDocuments
from employees.models import Employee
from employees.models.people import full_name

PER_PAGE = 50
BY_DATE, BY_TITLE, BY_KIND, BY_PERSON = "date", "titre", "type", "salarie"
SORTS = (BY_DATE, BY_TITLE, BY_KIND, BY_PERSON)
LATEST_FIRST = f"-{BY_DATE}"
_COLUMNS = {
    BY_DATE: "issued_on",
    BY_TITLE: "title",
    BY_KIND: "kind__name",
    BY_PERSON: "employee__plain_name",
}
# What a line is made of, in the order of the fields of `Listed`.
_LISTED = (
    "public_id",
    "title",
    "reference",
    "kind__name",
    "issued_on",
    "period_starts_on",
    "period_ends_on",
    "establishment__name",
    "employee__public_id",
    "employee__last_name",
    "employee__first_name",
    "handover__state",
    "is_read",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line. `handover`: where a certificate stands; `is_read`: by whoever looks, who took it away once."""

    ref: str
    title: str
    reference: str
    kind: str
    issued_on: date
    starts_on: date | None
    ends_on: date | None
    site: str | None
    person_ref: str | None
    last_name: str | None
    first_name: str | None
    handover: str | None
    is_read: bool

    @property
    def person(self) -> str:
        return full_name(self.last_name, self.first_name or "") if self.last_name else ""

    @property
    def handover_label(self) -> str:
        return str(HandoverState(self.handover).label) if self.handover else ""


@dataclass(frozen=True, slots=True)
class Counts:
    """`new`: published since this person last came."""

    all: int
    unread: int
    new: int


def read_by(user: Any) -> Exists:
    """Whether this person took the document away."""
    return Exists(Download.objects.filter(document=OuterRef("pk"), by=user))


def documents_of(access: Access, wanted: WantedDocuments) -> QuerySet[Document]:
    """Those that they may read and look for, in the order asked for."""
    return ordered(filtered(access, Document.objects.for_access(access), wanted), wanted.sort)


def filtered(access: Access, rows: QuerySet[Document], wanted: WantedDocuments) -> QuerySet[Document]:
    kept = {
        "kind__code": wanted.kind,
        "establishment__public_id": wanted.site,
        "employee__public_id": wanted.person,
    }
    rows = rows.filter(_about_days(wanted), **{name: value for name, value in kept.items() if value})
    if wanted.name:
        own = Employee.objects.filter(adherent_id=access.tiers.adherent_id).order_by()
        rows = rows.filter(employee__in=search(own, wanted.name, words_in("plain_name")))
    return rows.filter(~read_by(access.user)) if wanted.is_unread else rows


def _about_days(wanted: WantedDocuments) -> Q:
    """A document is about the period that it covers, or about its own date."""
    about = Q()
    if wanted.last:
        about &= Q(period_starts_on__lte=wanted.last) | Q(period_starts_on__isnull=True, issued_on__lte=wanted.last)
    if wanted.first:
        about &= Q(period_ends_on__gte=wanted.first) | Q(period_ends_on__isnull=True, issued_on__gte=wanted.first)
    return about


def ordered(rows: QuerySet[Document], sort: str) -> QuerySet[Document]:
    """Then the latest first, so that pages never share a line; those about nobody come last."""
    sort = sort or LATEST_FIRST
    key, is_reversed = sort.removeprefix("-"), sort.startswith("-")
    # Elsewhere there is no null, and an index gives the order.
    first = OrderBy(F(_COLUMNS[key]), is_reversed, nulls_last=(key == BY_PERSON) or None)
    return rows.order_by(first, *(["-pk"] if key == BY_DATE else ["-issued_on", "-pk"]))


def page_of(access: Access, wanted: WantedDocuments, number: str | None) -> Page:
    """A page of `Listed`. Two queries."""
    page: Page[Any] = Paginator(documents_of(access, wanted), PER_PAGE).get_page(number)
    page.object_list = lines_of(access, page.object_list)  # type: ignore[arg-type]
    return page


def lines_of(access: Access, rows: QuerySet[Document]) -> list[Listed]:
    read = rows.annotate(is_read=read_by(access.user)).values_list(*_LISTED)
    return [Listed(*row) for row in read]


def counts_of(access: Access) -> Counts:
    """Of all that they may read. One query."""
    since: datetime | None = access.user.previous_sign_in_at
    counted = Document.objects.for_access(access).aggregate(
        all=Count("pk"),
        unread=Count("pk", filter=~read_by(access.user)),
        new=Count("pk", filter=published_since(since)),
    )
    return Counts(**counted)


def published_since(since: datetime | None) -> Q:
    """Everything, for whoever comes for the first time."""
    return Q(published_at__gt=since) if since else Q(pk__isnull=False)


def person_named(access: Access, wanted: WantedDocuments) -> str:
    """Of whom the list is, when it is of one person that this access sees."""
    if not wanted.person:
        return ""
    person = Employee.objects.for_access(access).filter(public_id=wanted.person).first()
    return person.full_name if person else "Salarié inconnu"


def kinds_listed(access: Access) -> list[DocumentKind]:
    """By which a list may be filtered: those of which this person reads some document."""
    some = Document.objects.for_access(access).filter(kind=OuterRef("pk"))
    return list(DocumentKind.objects.readable(access).filter(Exists(some)))
