"""The invented people of the demonstration's companies. Tables only, no database; days are counted from today."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from employees.enums import Category, ContractKind, FixedTermReason, Sex

_F, _M = Sex.FEMALE.value, Sex.MALE.value
_OUVRIER, _ETAM, _CADRE = Category.WORKER.value, Category.ETAM.value, Category.EXECUTIVE.value
_CDI, _CDD = ContractKind.PERMANENT.value, ContractKind.FIXED_TERM.value


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody. `since`: days worked already, negative for whoever is to come; `ends_in`: days to a known end.

    `site`: its rank in the company, the head office first; `towns`: where they live.
    """

    last_name: str
    first_name: str
    sex: str
    born: date
    qualification: str
    since: int
    category: str = _OUVRIER
    kind: str = _CDI
    site: int = 0
    crew: str = ""
    wage: Decimal = Decimal("13.60")
    hours: Decimal = Decimal(35)
    ends_in: int | None = None
    fixed_term_reason: str = ""
    worksite: str = ""
    birth_name: str = ""
    town: tuple[str, str] = ("93100", "Montreuil")
    days: tuple[int, ...] = field(default=(1, 2, 3, 4, 5))


# The crews of each company: the rank of the site, and the name.
CREWS: dict[str, tuple[tuple[int, str], ...]] = {
    "acme": ((0, "Gros œuvre"), (0, "Finitions"), (1, "Ravalement")),
    "globex": ((0, "Pose"), (1, "Atelier")),
    "seine": ((0, "Terrassement"), (1, "Coffrage Melun"), (2, "Coffrage Versailles")),
}
_BAGNOLET, _PANTIN = ("93170", "Bagnolet"), ("93500", "Pantin")

ACME: tuple[Hand, ...] = (
    Hand("Benali", "Karim", _M, date(1981, 3, 14), "Maçon N3P2", 3_420, crew="Gros œuvre", wage=Decimal("15.10")),
    Hand(
        "da Silva", "Rui", _M, date(1976, 9, 2), "Chef d’équipe, N4P2", 5_810, crew="Gros œuvre", wage=Decimal("18.45")
    ),
    Hand("Diallo", "Moussa", _M, date(1990, 1, 27), "Coffreur bancheur N3P1", 1_890, crew="Gros œuvre", town=_PANTIN),
    Hand("Nowak", "Łukasz", _M, date(1987, 11, 5), "Maçon finisseur N2", 980, crew="Finitions", town=_BAGNOLET),
    Hand(
        "Lefèvre", "Anne-Sophie", _F, date(1984, 6, 19), "Conductrice de travaux", 2_610, _CADRE, wage=Decimal("27.80")
    ),
    Hand("Fontaine", "Éric", _M, date(1971, 12, 8), "Chef de chantier", 7_300, _ETAM, site=1, wage=Decimal("22.15")),
    Hand("El Mansouri", "Youssef", _M, date(1995, 4, 30), "Ouvrier d’exécution N1P2", 610, site=1, crew="Ravalement"),
    Hand(
        "Garcia", "Manuel", _M, date(1968, 8, 21), "Grutier N3P2", 9_120, site=1, wage=Decimal("16.90"), town=_BAGNOLET
    ),
    Hand(
        "Yılmaz", "Çağla", _F, date(1992, 2, 11), "Métreuse", 1_240, _ETAM, wage=Decimal("19.75"), birth_name="Öztürk"
    ),
    Hand(
        "Traoré",
        "Fatoumata",
        _F,
        date(1998, 10, 3),
        "Peintre en bâtiment N2",
        400,
        crew="Finitions",
        hours=Decimal(28),
        days=(1, 2, 4, 5),
    ),
    Hand(
        "Petit-Jean",
        "Hugo",
        _M,
        date(2007, 7, 16),
        "Apprenti maçon",
        430,
        kind=ContractKind.APPRENTICESHIP,
        crew="Gros œuvre",
        wage=Decimal("8.05"),
        ends_in=285,
    ),
    Hand(
        "N’Guessan",
        "Ange",
        _M,
        date(1993, 5, 25),
        "Maçon N2",
        166,
        kind=_CDD,
        fixed_term_reason=FixedTermReason.INCREASE,
        site=1,
        crew="Ravalement",
        ends_in=13,
    ),
    Hand(
        "Ribeiro",
        "Tiago",
        _M,
        date(1989, 9, 9),
        "Façadier N3P1",
        310,
        kind=ContractKind.WORKSITE,
        worksite="Résidence du Fil-à-Plomb, Bagnolet",
        site=1,
        crew="Ravalement",
    ),
    Hand(
        "Martin",
        "Océane",
        _F,
        date(2003, 3, 3),
        "Assistante de chantier",
        200,
        _ETAM,
        ContractKind.PROFESSIONAL,
        ends_in=165,
        wage=Decimal("11.20"),
    ),
)
# Lately, through the services: a hire to come that is sent, one that the caisse gives back, one that it recorded.
ACME_SENT = Hand("Okafor", "Daniel", _M, date(1991, 6, 7), "Coffreur bancheur N3P1", -12, crew="Gros œuvre")
ACME_TO_CORRECT = Hand("Lopez", "Inès", _F, date(1999, 12, 24), "Carreleuse N2", 6, crew="Finitions", town=_PANTIN)
ACME_ACCEPTED = Hand("Bouzid", "Samir", _M, date(1986, 10, 18), "Maçon N3P1", 41, site=1, crew="Ravalement")
# A departure that is sent, and one that the caisse recorded.
ACME_LEAVING = Hand("Roussel", "Thierry", _M, date(1964, 2, 29), "Chef d’équipe N4P1", 10_950, wage=Decimal("17.95"))
ACME_GONE = Hand("Costa", "Bruno", _M, date(1994, 7, 1), "Ouvrier d’exécution N1P1", 900, site=1)

RIVAL: tuple[Hand, ...] = (
    Hand("Petitjean", "Solène", _F, date(1988, 5, 12), "Cheffe de chantier", 2_150, _ETAM, wage=Decimal("21.40")),
    Hand("Haddad", "Nassim", _M, date(1983, 11, 30), "Maçon N3P2", 1_730),
    Hand("Kaya", "Emre", _M, date(1996, 1, 8), "Coffreur N2", 520, site=1),
    Hand("Marques", "Joana", _F, date(1991, 8, 17), "Peintre N3P1", 860, site=1),
)

_LAST = (
    "Le Gall Tanguy Ferreira Bensaïd Kowalski Demir O’Brien Guégan Almeida Cissé Zieliński Arslan Saint-Martin Moreau "
    "Rossi Belkacem Sow Wójcik Şahin D’Angelo Mbaye Pereira"
)
_LAST_NAMES = tuple(name.replace("Le_", "Le ") for name in _LAST.replace("Le Gall", "Le_Gall").split())
_MEN = ("Yann", "Mehdi", "João", "Paweł", "Jean-Luc", "Ibrahima", "Kerem", "Loïc", "Nuno", "François-Xavier")
_WOMEN = ("Maëlle", "Leïla", "Inês", "Zofia", "Elif", "Noémie")
_TRADES = (
    ("Charpentier N3P1", _OUVRIER, Decimal("14.20")),
    ("Ouvrier d’exécution N1P2", _OUVRIER, Decimal("12.35")),
    ("Couvreur N3P2", _OUVRIER, Decimal("15.30")),
    ("Dessinateur", _ETAM, Decimal("18.90")),
    ("Conducteur de travaux", _CADRE, Decimal("26.40")),
    ("Manœuvre N1P1", _OUVRIER, Decimal("12.10")),
    ("Grutier N3P2", _OUVRIER, Decimal("16.25")),
)


def gang(company: str, count: int, sites: int) -> list[Hand]:
    """So many people spread over the sites and crews of that company, each made from its rank."""
    crews = CREWS.get(company, ())
    return [_hand(rank + len(company), sites, crews) for rank in range(count)]


def _hand(rank: int, sites: int, crews: tuple[tuple[int, str], ...]) -> Hand:
    site = rank % sites
    of_site = [name for place, name in crews if place == site]
    is_woman = rank % 6 == 0
    first_names = _WOMEN if is_woman else _MEN
    qualification, category, wage = _TRADES[rank % len(_TRADES)]
    return Hand(
        _LAST_NAMES[rank % len(_LAST_NAMES)],
        first_names[rank * 7 % len(first_names)],
        _F if is_woman else _M,
        date(1966 + rank * 5 % 38, 1 + rank % 12, 1 + rank * 3 % 28),
        qualification,
        120 + rank * 263 % 6_000,
        category,
        site=site,
        crew=of_site[0] if of_site and rank % 4 else "",
        wage=wage,
    )
