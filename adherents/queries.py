"""Reads across caisses, companies and sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet
from django.utils import timezone

from adherents.enums import PageKind
from adherents.legal import default_text
from adherents.models import Adherent, Caisse, Establishment, LegalPage, PublicHoliday, TermsVersion
from adherents.territories import territory_of
from core.access import Access, Scope
from core.compiled import CompiledForScope, CompiledQuery, Given
from core.identifiers import compact_digits, is_number, normalise_cibtp_id
from core.models import AuditEvent
from core.search import Way, beginning_of, search, through, words_in

# How many companies are remembered as recent, and how many openings are read for it.
_RECENT, _OPENINGS_READ = 8, 100


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """What the home page says of the company acted for."""

    name: str
    siren: str
    cibtp_id: str
    head_office_siret: str
    site_count: int


@dataclass(frozen=True, slots=True)
class LegalText:
    """The text of a page; `updated_at` is None while it is the default one."""

    body: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the CGU as the page shows it; without a row yet, version 1 of the default text."""

    number: int
    body: str
    in_force_on: date | None
    is_in_force: bool

    @property
    def is_to_come(self) -> bool:
        return self.in_force_on is not None and self.in_force_on > timezone.localdate()


@dataclass(frozen=True, slots=True)
class _SiteOfCompany:
    """A site, beside what its company is."""

    company_name: str
    siren: str
    cibtp_id: str
    siret: str


def company_card(access: Access) -> CompanyCard:
    """One query."""
    sites = _SITES.rows(access.scope)
    if not sites:
        company = Adherent.objects.get(pk=access.tiers.adherent_id)
        return CompanyCard(company.name, company.siren, company.cibtp_id, "", 0)
    first = sites[0]
    return CompanyCard(first.company_name, first.siren, first.cibtp_id, first.siret, len(sites))


def _open_sites(scope: Scope) -> QuerySet[Any, Any]:
    """The head office first."""
    sites = Establishment.objects.for_scope(scope).open().order_by("-is_head_office", "name", "pk")
    company = {
        "company_name": F("adherent__name"),
        "siren": F("adherent__siren"),
        "cibtp_id": F("adherent__cibtp_id"),
    }
    return sites.annotate(**company).values_list(*company, "siret")


_SITES = CompiledForScope(_open_sites, into=_SiteOfCompany)


def caisse_of(access: Access) -> Caisse:
    """The caisse of the company, as every page shows it."""
    caisse = _CAISSE.first(caisse_id=access.tiers.caisse_id)
    if caisse is None:
        raise Caisse.DoesNotExist
    return caisse


_CAISSE: CompiledQuery[Caisse] = CompiledQuery(
    lambda: Caisse.objects.filter(pk=Given("caisse_id", BigIntegerField())), is_planned_once=True
)


def public_holidays_of(caisse: Caisse, years: Iterable[int]) -> set[date]:
    """Those that the caisse itself keeps: the law's where it is, and its own."""
    rows, wanted = _HOLIDAYS.rows(caisse_id=caisse.pk, territory=territory_of(caisse.address)), list(years)
    return {day for one in rows for year in wanted if (day := one.in_year(year)) is not None}


def _kept_by_a_caisse() -> QuerySet[PublicHoliday]:
    of_caisse = Q(caisse__isnull=True) | Q(caisse=Given("caisse_id", BigIntegerField()))
    there = Q(territory="") | Q(territory=Given("territory", CharField()))
    return PublicHoliday.objects.filter(of_caisse, there, only_where_kept=False)


_HOLIDAYS: CompiledQuery[PublicHoliday] = CompiledQuery(_kept_by_a_caisse)


def caisse_named(slug: str) -> Caisse | None:
    return Caisse.objects.filter(slug=slug).first()


def all_caisses() -> list[Caisse]:
    return list(Caisse.objects.order_by("name"))


def legal_text(caisse: Caisse | None, kind: PageKind) -> LegalText:
    """What the caisse wrote, else the default text filled from its data."""
    written = LegalPage.objects.filter(caisse=caisse, kind=kind).first() if caisse else None
    return LegalText(written.body, written.updated_at) if written else LegalText(default_text(kind, caisse), None)


def terms_of(caisse: Caisse) -> list[Terms]:
    """Every version of the caisse's CGU, the latest first."""
    rows = list(TermsVersion.objects.filter(caisse=caisse).order_by("-number"))
    in_force = TermsVersion.objects.in_force(caisse.pk) if rows else None
    versions = [Terms(row.number, row.body, row.in_force_on, row == in_force) for row in rows]
    return versions or [Terms(1, default_text(PageKind.TERMS, caisse), None, is_in_force=True)]


def search_adherents(rows: QuerySet[Adherent], typed: str) -> QuerySet[Adherent]:
    return search(rows, typed, *COMPANY_WAYS)


def search_establishments(rows: QuerySet[Establishment], typed: str) -> QuerySet[Establishment]:
    return search(rows, typed, *SITE_WAYS)


def of_company(path: str = "adherent") -> Way:
    """By what finds the company; `path`: from the row to it."""
    return through(path, lambda typed: search_adherents(Adherent.objects.order_by(), typed))


def _by_cibtp_id(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    return rows.filter(cibtp_id=normalise_cibtp_id(typed))


def _by_site(rows: QuerySet[Any], typed: str) -> QuerySet[Any] | None:
    sites = beginning_of("siret")(Establishment.objects.order_by(), typed)
    return None if sites is None else rows.filter(pk__in=sites.values("adherent_id"))


# By name, identifiant CIBTP, SIREN, or SIRET of any of its sites.
COMPANY_WAYS = (words_in("plain_name"), _by_cibtp_id, beginning_of("siren"), _by_site)
# By name, SIRET, or by what finds its company.
SITE_WAYS = (words_in("plain_name"), beginning_of("siret"), of_company())


def named_exactly(rows: QuerySet[Adherent], typed: str) -> QuerySet[Adherent]:
    """Companies by the whole of an identifier: CIBTP, SIREN, or SIRET of one of their sites; each by its index."""
    everything = Adherent.objects.order_by().values("pk")
    digits = compact_digits(typed) if is_number(typed) else ""
    sites = Establishment.objects.order_by().filter(siret=digits).values("adherent_id")
    named = everything.filter(cibtp_id=normalise_cibtp_id(typed)).union(everything.filter(siren=digits), sites)
    return rows.filter(pk__in=named)


def recently_opened(by: Any, caisse_id: int | None) -> list[Adherent]:
    """The companies that a member of staff opened lately, the latest first, as the journal remembers."""
    lines = AuditEvent.objects.filter(actor_id=by.pk, action="adherents.company_opened").order_by("-at")
    targets = lines.values_list("target", flat=True)[:_OPENINGS_READ]
    refs = list(dict.fromkeys(target.rpartition(" ")[2] for target in targets))[:_RECENT]
    companies = Adherent.objects.filter(public_id__in=refs)
    if caisse_id is not None:
        companies = companies.filter(caisse_id=caisse_id)
    return sorted(companies, key=lambda company: refs.index(company.public_id))
