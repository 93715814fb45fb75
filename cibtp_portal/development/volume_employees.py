"""Invented people in bulk, by COPY: spread over the companies that have none, and thousands in one of them.

Made from their rank, like the companies. One in twenty has an NIR, sealed for real and different from all others
(sealing is slow, and reusing a sealed value would be another kind of data); the others are as a company that has not
given it yet. Contracts are recorded by the caisse, without a movement: those that ended are CDD that reached their end.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from adherents.models import Adherent, Establishment
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, next_id
from core.references import new_public_id
from core.sealing import seal
from employees import nir as nirs
from employees.enums import CaisseState, Category, ContractKind, FixedTermReason
from employees.models import Crew, Employee, Employment

CROWD = 5_000
AMOUNTS = (
    Amount("employees", 5000, "nombre de salariés, répartis", national=1_500_000),
    Amount("crowd", 0, "nombre de salariés d’une entreprise de plus", national=CROWD, least=CROWD),
)
_CREWS_OF_A_SITE = 4
_WITH_NIR = 20
_LAST_NAMES = (  # noqa: SIM905
    "Martin Bernard Dubois Petit Durand Leroy Moreau Lefèvre Roussel Fontaine Chevalier Gauthier Garnier Faure Renard "
    "Boyer Guérin Barbier Brunet Meunier Le-Goff Kermarrec Guégan Delmas Lacroix Benali Haddad Belkacem Bensaïd "
    "Mansouri Cherif Amrani Ouedraogo Traoré Diallo Cissé Sow N’Diaye N’Guessan Ferreira Pereira Gonçalves da-Silva "
    "Rodrigues Marques Carvalho Simões Nowak Kowalski Wiśniewski Zieliński Wójcik Yılmaz Kaya Demir Şahin "
    "Çelik Öztürk Nguyễn Garcia Lopez Rossi D’Angelo O’Connor"
).split()
_MEN = (  # noqa: SIM905
    "Karim Mehdi Youssef Rachid Jean Pierre Luc Éric Hervé Loïc Yann Jean-Luc François Grégory Rui João Nuno Tiago "
    "Paulo Łukasz Paweł Marek Emre Mehmet Kerem Moussa Ibrahima Mamadou Ange Hugo"
).split()
_WOMEN = "Anne-Sophie Maëlle Leïla Fatoumata Inês Zofia Elif Çağla Noémie Chloé Océane Thérèse".split()  # noqa: SIM905
_TRADES = ("Maçon N3P2", "Coffreur bancheur N3P1", "Grutier N3P2", "Peintre N2", "Ouvrier d’exécution N1P2", "Métreur")
_EMPLOYEE = (
    "id",
    "public_id",
    "adherent_id",
    "sex",
    "last_name",
    "first_name",
    "birth_name",
    "birth_on",
    "birth_place",
    "street",
    "postal_code",
    "city",
    "country",
    "nir_sealed",
    "nir_digest",
    "masked_nir",
    "created_at",
)
_EMPLOYMENT = (
    "id",
    "public_id",
    "adherent_id",
    "employee_id",
    "establishment_id",
    "crew_id",
    "category",
    "qualification",
    "contract_kind",
    "fixed_term_reason",
    "worksite",
    "starts_on",
    "planned_end_on",
    "ends_on",
    "weekly_hours",
    "work_days",
    "hourly_wage",
    "former_employer",
    "caisse_state",
    "is_current",
    "created_at",
)
_DAY = timedelta(days=1)
Site = tuple[int, int, list[int]]
"""Where people work: the company, the site, its crews."""


@checked_once(Employee, Employment)
def load(*, employees: int, crowd: int = CROWD) -> dict[str, int]:
    """Add `employees` people to companies that have none, and `crowd` to one of these, whose holder signs in."""
    companies = list(Adherent.objects.filter(employees__isnull=True, cibtp_id__startswith="V").order_by("pk"))
    held = next((one for one in companies if crowd and one.memberships.exists()), None)
    places = _places([one.pk for one in companies if one != held])
    added = {"employees": 0, "crowd": 0}
    if held is not None:
        added["crowd"] = _people(_crewed(held), crowd)
    if places:
        added["employees"] = _people(places, employees)
    return added


def present() -> dict[str, int]:
    """How many there are of each amount."""
    crowded = crowded_company()
    crowd = crowded.employees.count() if crowded else 0
    return {"employees": Employee.objects.filter(adherent__cibtp_id__startswith="V").count() - crowd, "crowd": crowd}


def crowded_company(least: int = CROWD) -> Adherent | None:
    """The company of thousands, once loaded."""
    company: Adherent | None = Adherent.objects.filter(pk__in=_with_many(least)).order_by("pk").first()
    return company


def _with_many(least: int) -> Any:
    counted = Employment.objects.current().values("adherent_id").annotate(n=Count("pk"))
    return counted.filter(n__gte=least).values("adherent_id")


def _places(companies: Sequence[int]) -> list[Site]:
    sites = Establishment.objects.filter(adherent__in=companies, is_head_office=True).order_by("adherent_id")
    return [(company, site, []) for company, site in sites.values_list("adherent_id", "pk")]


def _crewed(adherent: Adherent) -> list[Site]:
    """Each site of the company, with crews of its own."""
    sites: list[Site] = []
    for site in adherent.establishments.order_by("pk"):
        crews = Crew.objects.bulk_create(
            Crew(adherent=adherent, establishment=site, name=f"Équipe {number}")
            for number in range(1, _CREWS_OF_A_SITE + 1)
        )
        sites.append((adherent.pk, site.pk, [crew.pk for crew in crews]))
    return sites


def _people(places: Sequence[Site], count: int) -> int:
    first, first_contract = next_id(Employee), next_id(Employment)
    ranks = range(first, first + count)
    now, today = timezone.now(), timezone.localdate()
    people = (_employee(rank, places[rank % len(places)][0], now) for rank in ranks)
    copy_rows(Employee, _EMPLOYEE, people)
    contracts = (
        (first_contract + rank - first, *_employment(rank, places[rank % len(places)], today, now)) for rank in ranks
    )
    return copy_rows(Employment, _EMPLOYMENT, contracts)


def _employee(rank: int, adherent_id: int, now: Any) -> Row:
    is_woman = rank % 8 == 0
    born = date(1962 + rank % 42, 1 + rank % 12, 1 + rank % 28)
    sex, first_names = ("F", _WOMEN) if is_woman else ("M", _MEN)
    last_name = _LAST_NAMES[rank % len(_LAST_NAMES)].replace("-", " ", rank % 2)
    first_name = first_names[rank // len(_LAST_NAMES) % len(first_names)]
    home = f"{1 + rank % 200} rue du Chantier", f"{1 + rank % 95:02d}000", f"Ville {rank % 500}"
    names = sex, last_name, first_name, ""
    return (
        rank,
        new_public_id(),
        adherent_id,
        *names,
        born,
        "Néant-la-Fiction",
        *home,
        "France",
        *_nir(rank, sex, born),
        now,
    )


def _nir(rank: int, sex: str, born: date) -> Row:
    """Sealed, digested and masked; the place (99 and three figures) follows from the rank, so that no two are equal."""
    if rank % _WITH_NIR:
        return None, "", ""
    number, order = divmod(rank // _WITH_NIR, 999)
    thirteen = f"{2 if sex == 'F' else 1}{born:%y%m}99{number % 1000:03d}{1 + order:03d}"
    nir = nirs.with_key(thirteen)
    return seal(nir), nirs.digest(nir), nirs.mask(nir)


def _employment(rank: int, place: Site, today: date, now: Any) -> Row:
    adherent_id, site_id, crews = place
    start = today - (30 + rank * 37 % 9_000) * _DAY
    kind, reason, end = ContractKind.PERMANENT.value, "", None
    if rank % 9 == 0:
        kind, reason = ContractKind.FIXED_TERM.value, FixedTermReason.INCREASE.value
        start = today - (rank * 7 % 400 - 20) * _DAY
        end = start + 200 * _DAY
    category = (Category.WORKER, Category.WORKER, Category.WORKER, Category.ETAM, Category.EXECUTIVE)[rank % 5].value
    crew = crews[rank // 7 % len(crews)] if crews and rank % 3 else None
    contract = category, _TRADES[rank % len(_TRADES)], kind, reason, "", start, end, end
    week = 35, [1, 2, 3, 4, 5], f"{12 + rank % 900 / 100:.2f}"
    state = CaisseState.RECORDED.value
    return new_public_id(), adherent_id, rank, site_id, crew, *contract, *week, "", state, True, now
