"""The invented world of the demonstration: two caisses, thirteen companies, their people. Tables only, no database.

Every SIREN begins with 9990, a range that no company has; domains end in `.example`; landlines are in the ranges that
ARCEP keeps for fiction. The mobiles kept for fiction (06 39 98) are not mobiles for `phonenumbers`, which checks
plausible numbers only: people here have 06 00 00 01 xx.
"""

from dataclasses import dataclass, field
from typing import Any

from stdnum import luhn

from adherents.enums import Conformity, Theme

IDF = "ile-de-france"
GRAND_OUEST = "grand-ouest"

CAISSES: dict[str, dict[str, str]] = {
    IDF: {
        "name": "CIBTP Île-de-France",
        "theme": Theme.BLEU,
        "address": "22 rue du Compas\n75015 Paris",
        "phone": "+33199001420",
        "email": "entreprises@cibtp-idf.example",
        "opening_hours": "du lundi au vendredi, de 8 h 30 à 17 h",
        "territory": "Paris, Seine-et-Marne, Yvelines, Essonne, Hauts-de-Seine, Seine-Saint-Denis, Val-de-Marne, "
        "Val-d’Oise",
        "legal_name": "Caisse de congés intempéries BTP de l’Île-de-France (démonstration)",
        "siren": "999000011",
        "publication_director": "Hélène Vasseur, directrice",
        "host": "Hébergement Équerre, 4 quai du Fil-à-Plomb, 59000 Lille, 03 53 01 42 00",
        "data_protection_officer": "dpo@cibtp-idf.example",
        "conformity": Conformity.NONE,
        # An IBAN of documentation: no bank holds it.
        "payment_iban": "FR1420041010050500013M02606",
        "payment_bic": "PSSTFRPPPAR",
        "direct_debit": "À l’échéance, sur le compte bancaire de vos informations légales, si un mandat SEPA est "
        "signé. Pour en signer un, appelez la caisse.",
        "cheque_order": "CIBTP Île-de-France",
    },
    GRAND_OUEST: {
        "name": "CIBTP Grand Ouest",
        "theme": Theme.PRUNE,
        "address": "8 allée des Compagnons\n35000 Rennes",
        "phone": "+33261911535",
        "email": "entreprises@cibtp-grandouest.example",
        "opening_hours": "du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h",
        "territory": "Bretagne, Pays de la Loire, Basse-Normandie",
        "legal_name": "Caisse de congés intempéries BTP du Grand Ouest (démonstration)",
        "siren": "999000029",
        "publication_director": "Yann Le Bihan, directeur",
        "host": "Hébergement Équerre, 4 quai du Fil-à-Plomb, 59000 Lille, 03 53 01 42 00",
        "data_protection_officer": "dpo@cibtp-grandouest.example",
        "conformity": Conformity.NONE,
        "payment_iban": "FR1420041010050500013M02606",
        "payment_bic": "PSSTFRPPPAR",
    },
}


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Company:
    """A member company; `number` gives its SIREN, `cibtp_id` is as its caisse prints it."""

    key: str
    caisse: str
    number: int
    cibtp_id: str
    name: str
    holder: tuple[str, str]
    joined: int
    address: str
    sites: tuple[Site, ...] = ()

    @property
    def siren(self) -> str:
        return siren(self.number)

    @property
    def head_office_siret(self) -> str:
        return siret(self.siren, 1)


def siren(number: int) -> str:
    return with_key(f"9990{number:04d}")


def siret(company_siren: str, site_number: int) -> str:
    return with_key(f"{company_siren}{site_number:04d}")


def with_key(digits: str) -> str:
    """The digits and their Luhn key."""
    return digits + luhn.calc_check_digit(digits)


COMPANIES: tuple[Company, ...] = (
    Company(
        "acme",
        IDF,
        101,
        "IF104287",
        "Maçonnerie Acme",
        ("Alice", "Moreau"),
        2009,
        "14 rue des Tailleurs-de-Pierre\n93100 Montreuil",
        (Site("Dépôt de Bagnolet", "3 impasse de la Bétonnière\n93170 Bagnolet"),),
    ),
    Company(
        "rival",
        IDF,
        102,
        "IF118350",
        "Rival Bâtiment",
        ("Mallory", "Petit"),
        2014,
        "27 avenue du Niveau\n94200 Ivry-sur-Seine",
        (Site("Atelier de Vitry", "5 rue du Serre-Joint\n94400 Vitry-sur-Seine"),),
    ),
    Company(
        "seine",
        IDF,
        103,
        "IF100012",
        "Groupe Bâtisseurs de Seine",
        ("Catherine", "Delmas"),
        1987,
        "1 quai des Grands-Travaux\n92000 Nanterre",
        (
            Site("Agence de Melun", "40 route de la Sablière\n77000 Melun"),
            Site("Agence de Versailles", "9 rue du Cordeau\n78000 Versailles"),
            Site("Agence d’Évry", "18 boulevard du Coffrage\n91000 Évry-Courcouronnes"),
            Site("Parc matériel de Gennevilliers", "60 rue des Grutiers\n92230 Gennevilliers"),
        ),
    ),
    Company(
        "ferreira",
        IDF,
        104,
        "IF131906",
        "Ferreira Maçonnerie",
        ("Paulo", "Ferreira"),
        2024,
        "6 rue de la Taloche\n95100 Argenteuil",
    ),
    Company(
        "lambert",
        IDF,
        105,
        "IF122714",
        "Électricité Lambert",
        ("Nadia", "Lambert"),
        2016,
        "33 rue du Disjoncteur\n78500 Sartrouville",
    ),
    Company(
        "canal",
        IDF,
        106,
        "IF109473",
        "Zinguerie du Canal",
        ("Thierry", "Roussel"),
        2011,
        "52 quai de la Gouttière\n75019 Paris",
    ),
    Company(
        "sainte-anne",
        IDF,
        107,
        "IF127068",
        "Plâtrerie Sainte-Anne",
        ("Inès", "Belkacem"),
        2019,
        "11 passage du Staff\n77100 Meaux",
    ),
    Company(
        "globex",
        GRAND_OUEST,
        201,
        "GO350412",
        "Globex Charpente",
        ("Gwenaël", "Tanguy"),
        2005,
        "7 rue de la Panne-Faîtière\n35200 Rennes",
        (Site("Scierie de Fougères", "2 chemin des Grumes\n35300 Fougères"),),
    ),
    Company(
        "le-goff",
        GRAND_OUEST,
        202,
        "GO290188",
        "Couverture Le Goff",
        ("Erwan", "Le Goff"),
        1998,
        "15 rue de l’Ardoise\n29000 Quimper",
    ),
    Company(
        "kerbrat",
        GRAND_OUEST,
        203,
        "GO560733",
        "Peinture Kerbrat",
        ("Soizic", "Kerbrat"),
        2018,
        "21 rue du Pinceau\n56100 Lorient",
    ),
    Company(
        "atlantique",
        GRAND_OUEST,
        204,
        "GO440955",
        "Carrelage Atlantique",
        ("Mathilde", "Rousseau"),
        2023,
        "30 rue du Joint-Fin\n44600 Saint-Nazaire",
    ),
    Company(
        "mayenne",
        GRAND_OUEST,
        205,
        "GO530267",
        "Terrassement de la Mayenne",
        ("Joël", "Guillou"),
        2002,
        "4 route de la Pelleteuse\n53000 Laval",
        (Site("Carrière de Changé", "Lieu-dit La Roche\n53810 Changé"),),
    ),
    Company(
        "cotentin",
        GRAND_OUEST,
        206,
        "GO500641",
        "Menuiserie du Cotentin",
        ("Aurélie", "Marie"),
        2020,
        "12 rue du Tenon\n50100 Cherbourg-en-Cotentin",
    ),
)

# Companies that open their account with the two demonstration letters: nobody holds them yet.
NEWCOMERS = ("ferreira", "atlantique")

FIRMS: dict[str, tuple[int, str]] = {
    "equilibre": (901, "Cabinet Équilibre Expertise"),
    "balance": (902, "Fiduciaire La Balance"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration; `role` is what they are, for the reader of the list that `make run` prints."""

    key: str
    first_name: str
    last_name: str
    email: str
    role: str
    mobile: str = ""
    caisse: str = ""
    staff_role: str = ""


# One password for all: it meets the guide's rule and the staff's length.
PASSWORD = "Truelle-Verte-42"  # noqa: S105  printed by `make run`, for invented people only

PEOPLE: tuple[Person, ...] = (
    Person(
        "alice",
        "Alice",
        "Moreau",
        "alice.moreau@acme.example",
        "titulaire de Maçonnerie Acme, tous les droits",
        mobile="+33600000101",
    ),
    Person("bruno", "Bruno", "Lefèvre", "bruno.lefevre@acme.example", "collègue chez Maçonnerie Acme, consultation"),
    Person(
        "chloe",
        "Chloé",
        "Garnier",
        "chloe.garnier@equilibre.example",
        "comptable, administratrice de son cabinet : absences de Maçonnerie Acme, Globex Charpente et d’autres clients",
        mobile="+33600000103",
    ),
    Person(
        "denis", "Denis", "Marchand", "denis.marchand@balance.example", "comptable dont la délégation a expiré hier"
    ),
    Person("mallory", "Mallory", "Petit", "mallory.petit@rival.example", "titulaire de Rival Bâtiment"),
    Person("zoe", "Zoé", "Lacroix", "zoe.lacroix@courriel.example", "compte sans entreprise"),
    Person(
        "sami",
        "Sami",
        "Haddad",
        "sami.haddad@cibtp-idf.example",
        "personnel de CIBTP Île-de-France, gestionnaire",
        caisse=IDF,
        staff_role="manager",
    ),
    Person(
        "rose",
        "Rose",
        "Kermarrec",
        "rose.kermarrec@cibtp-grandouest.example",
        "personnel de CIBTP Grand Ouest, gestionnaire",
        caisse=GRAND_OUEST,
        staff_role="manager",
    ),
    Person("network", "Régine", "Réseau", "reseau@cibtp.example", "administration du réseau, toutes les caisses"),
)

# The other companies with an account: their holder signs in too.
HOLDERS = {
    "seine": "catherine.delmas@batisseurs-de-seine.example",
    "globex": "gwenael.tanguy@globex.example",
    "le-goff": "erwan@couverture-le-goff.example",
    "mayenne": "joel.guillou@terrassement-mayenne.example",
}

# Address, first name, last name: a colleague invited by Alice, and who would hold Rival Bâtiment after Mallory.
GUEST = ("karim.benali@acme.example", "Karim", "Benali")
SUCCESSOR = ("sophie.petit@rival.example", "Sophie", "Petit")


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A line of Acme's journal; `person` is a key of PEOPLE, `ip` an address kept for documentation."""

    days_ago: int
    hours_ago: int
    person: str
    action: str
    ip: str = "192.0.2.14"
    via: str = ""
    refused: bool = False
    changes: dict[str, Any] = field(default_factory=dict)


JOURNAL: tuple[PastEvent, ...] = (
    PastEvent(41, 2, "alice", "accounts.activated"),
    PastEvent(40, 5, "alice", "accounts.invited", changes={"person": "Bruno Lefèvre", "rights": ["legal.consult"]}),
    PastEvent(39, 1, "bruno", "accounts.invitation_accepted", "198.51.100.23", changes={"person": "Bruno Lefèvre"}),
    PastEvent(
        12,
        3,
        "alice",
        "accounts.rights_changed",
        changes={"person": "Bruno Lefèvre", "added": ["employees.consult", "documents.consult"], "removed": []},
    ),
    PastEvent(6, 4, "chloe", "core.access_refused", "203.0.113.8", FIRMS["equilibre"][1], refused=True),
    PastEvent(2, 6, "sami", "adherents.changed", "203.0.113.90"),
)


@dataclass(frozen=True, slots=True)
class Client:
    """What a company of `HOLDERS` gives to Chloé's cabinet; `ends_in` and the rest in days from today."""

    key: str
    state: str
    reason: str = ""
    ends_in: int | None = None


CLIENTS: tuple[Client, ...] = (
    Client("seine", "active", ends_in=18),
    Client("le-goff", "pending"),
    Client("mayenne", "revoked", reason="Nous avons repris la paie nous-mêmes."),
)
