"""The columns of a list of people: their headings, in any order and however they are typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.french import counted
from core.search import search_form
from employees.enums import Category, ContractKind, FixedTermReason, Sex
from employees.nir import looks_like_nir

_NAMED_AT_MOST = 8
_NAME_MAX_LENGTH = 40
NO_NIR = "non attribué"


class UnreadableList(ValueError):
    """The file is not a list of people; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the forms under its heading; `accepted`: what its cells hold, in words."""

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    accepted: str = ""
    example: str = ""

    @property
    def label(self) -> str:
        return f"{self.heading} (obligatoire)" if self.is_required else self.heading


def _labels(choices: type[Sex] | type[Category] | type[ContractKind] | type[FixedTermReason]) -> str:
    return " ; ".join(str(label) for label in choices.labels)


COLUMNS = (
    Column("sex", "Civilité", ("Sexe", "Titre"), True, "Madame ou Monsieur (Mme et M. aussi)", "Monsieur"),
    Column("last_name", "Nom", ("Nom d’usage", "Nom usuel", "Nom marital"), True, "", "Exemple"),
    Column("first_name", "Prénom", ("Prénoms",), True, "", "Karim"),
    Column(
        "birth_name",
        "Nom de naissance",
        ("Nom de jeune fille", "Nom de famille", "Nom patronymique"),
        accepted="S’il est différent du nom",
    ),
    Column(
        "nir",
        "Numéro de sécurité sociale",
        ("N° de sécurité sociale", "Numéro de sécurité sociale (NIR)", "NIR", "N° SS", "Numéro SS", "Sécurité sociale"),
        accepted=f"15 chiffres, clé comprise ; « {NO_NIR} » pour un nouveau salarié qui n’en a pas encore",
        example="1 85 05 99 999 999 53",
    ),
    Column("birth_on", "Date de naissance", ("Né le", "Née le", "Né(e) le", "Naissance"), True, "", "17/05/1985"),
    Column("birth_place", "Lieu de naissance", ("Commune de naissance",), example="Créteil"),
    Column("street", "Adresse", ("Rue", "Voie", "Adresse postale"), True, "Le numéro et la rue", "12 rue du Parpaing"),
    Column("postal_code", "Code postal", ("CP",), accepted="5 chiffres en France", example="94000"),
    Column("city", "Ville", ("Commune", "Localité"), True, "", "Créteil"),
    Column("country", "Pays", accepted="France, s’il n’est pas dit", example="France"),
    Column(
        "establishment", "Site", ("SIRET", "Établissement", "SIRET du site"), accepted="Le SIRET du site, ou son nom"
    ),
    Column("crew", "Équipe", accepted="Le nom d’une équipe du site ; « sans équipe » pour l’en sortir"),
    Column("category", "Catégorie", ("Statut", "CSP"), True, _labels(Category), "Ouvrier"),
    Column("qualification", "Qualification", ("Emploi", "Métier", "Poste", "Fonction"), True, "", "Maçon, N2P2"),
    Column("contract_kind", "Contrat", ("Type de contrat", "Nature du contrat"), True, _labels(ContractKind), "CDI"),
    Column("fixed_term_reason", "Motif du CDD", ("Motif",), accepted=_labels(FixedTermReason)),
    Column("worksite", "Chantier", accepted="Pour un CDI de chantier"),
    Column(
        "starts_on",
        "Premier jour",
        ("Date d’embauche", "Date d’entrée", "Embauche", "Entrée", "Début du contrat", "Date de début"),
        True,
        "",
        "01/12/2026",
    ),
    Column(
        "planned_end_on",
        "Fin prévue",
        ("Date de fin", "Fin du contrat", "Date de fin prévue"),
        accepted="Pour un CDD, un apprentissage ou une professionnalisation",
    ),
    Column(
        "weekly_hours",
        "Heures par semaine",
        ("Heures hebdomadaires", "Horaire hebdomadaire", "Durée hebdomadaire"),
        True,
        "Par exemple 35, 38,5 ou 35 h 30",
        "35",
    ),
    Column(
        "work_days",
        "Jours travaillés",
        ("Jours", "Jours de travail"),
        accepted="« du lundi au vendredi », s’ils ne sont pas dits ; ou les jours un par un",
        example="du lundi au vendredi",
    ),
    Column(
        "hourly_wage",
        "Salaire horaire brut",
        ("Taux horaire", "Salaire horaire", "Taux horaire brut"),
        accepted="En euros, par exemple 14,25",
        example="14,25",
    ),
    Column(
        "former_employer",
        "Employeur précédent du BTP",
        ("Employeur précédent", "Ancien employeur", "Autre employeur"),
    ),
    Column(
        "in_btp_since",
        "Dans le BTP depuis le",
        ("Dans le BTP depuis", "Entrée dans le BTP", "Date d’entrée dans le BTP"),
        accepted="Pour l’ancienneté des ETAM et des cadres",
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a file are, by field; `titles`: what the file calls them; `ignored`: the other headings.

    `is_name_optional`: the name is that of use, which those who have none leave empty.
    """

    places: dict[str, int]
    titles: dict[str, str]
    ignored: tuple[str, ...]
    is_name_optional: bool = False

    def title(self, name: str) -> str:
        """Of a field, for whoever looks at the file; empty for a whole line."""
        if name in self.titles or name not in BY_NAME:
            return self.titles.get(name, "")
        return f"{BY_NAME[name].heading} (colonne à ajouter)"


def knows(heading: str) -> bool:
    """Whether a cell is one of our headings: by it the headings are found under a title."""
    return plain(heading) in _FIELDS


def layout_of(headings: Sequence[str], *, is_site_needed: bool, number: int = 1) -> Layout:
    """Raises UnreadableList when a column is missing or given twice; `is_site_needed`: several sites are possible.

    `number`: the row of the headings, for the messages.
    """
    places: dict[str, int] = {}
    ignored = []
    for rank, heading in enumerate(headings):
        name = _FIELDS.get(plain(heading))
        if name is None:
            ignored += [_shown(heading)] if heading.strip() else []
        elif name in places:
            raise UnreadableList(_twice(headings[places[name]], heading))
        else:
            places[name] = rank
    _take_family_name(places, headings)
    missing = [
        column.heading
        for column in COLUMNS
        if column.name not in places and (column.is_required or (column.name == "establishment" and is_site_needed))
    ]
    if missing:
        raise UnreadableList(_without(missing, headings, number))
    titles = {name: _shown(headings[rank]) for name, rank in places.items()}
    is_name_optional = "birth_name" in places and plain(headings[places["last_name"]]) in _NAMES_OF_USE
    return Layout(places, titles, tuple(ignored), is_name_optional)


def _take_family_name(places: dict[str, int], headings: Sequence[str]) -> None:
    """The « nom de famille » is officially that of birth; alone in a file, it is the name."""
    if "last_name" not in places and "birth_name" in places and plain(headings[places["birth_name"]]) in _FAMILY_NAMES:
        places["last_name"] = places.pop("birth_name")


def _twice(first: str, second: str) -> str:
    one, other = _shown(first), _shown(second)
    if plain(one) == plain(other):
        return f"La colonne « {other} » est deux fois dans ce fichier : gardez l’une des deux."
    if {plain(one), plain(other)} & _NAMES_OF_USE:
        return (
            f"Les colonnes « {one} » et « {other} » peuvent dire la même chose : appelez « Nom de naissance » celle du "
            "nom de naissance, ou retirez l’une des deux."
        )
    return f"Les colonnes « {one} » et « {other} » disent la même chose : gardez l’une des deux."


def plain(text: str) -> str:
    """Capitals without accents nor punctuation; what is between parentheses is a remark."""
    return " ".join(re.findall(r"[A-Z0-9]+", search_form(re.sub(r"\(.*?\)", " ", text))))


def ignored_in_words(ignored: Sequence[str]) -> str:
    """What the page of the import says of them; empty without any."""
    if not ignored:
        return ""
    named = ", ".join(f"« {name} »" for name in ignored[:_NAMED_AT_MOST])
    more = len(ignored) - _NAMED_AT_MOST
    others = f" et {counted(more, 'autre')}" if more > 0 else ""
    return f"Colonnes qui ne sont pas lues : {named}{others}."


def _shown(heading: str) -> str:
    """A file without headings has its first person there: never a number."""
    return "un nombre" if looks_like_nir(heading) else " ".join(heading.split())[:_NAME_MAX_LENGTH]


def _without(missing: Sequence[str], headings: Sequence[str], number: int) -> str:
    named = ", ".join(f"« {heading} »" for heading in missing)
    first = "Il manque la colonne" if len(missing) == 1 else "Il manque les colonnes"
    held = [f"« {_shown(heading)} »" for heading in headings if heading.strip()]
    more = " et d’autres" if len(held) > _NAMED_AT_MOST else ""
    return (
        f"{first} {named}. À la ligne {number}, où sont lus les titres, le fichier porte "
        f"{', '.join(held[:_NAMED_AT_MOST])}{more} : mettez-y les titres des colonnes, ou partez du modèle."
    )


_FIELDS = {plain(title): column.name for column in COLUMNS for title in (column.heading, *column.synonyms)}
_NAMES_OF_USE = frozenset(map(plain, ("Nom d’usage", "Nom usuel", "Nom marital")))
_FAMILY_NAMES = frozenset(map(plain, ("Nom de famille", "Nom patronymique")))
