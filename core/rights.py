"""The whole catalogue of rights, on one screen: sections of the menu × (consult, act), and what only a holder has."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices


class Right(TextChoices):
    """What a person may do for a tiers. The labels are read by employers on the delegation form."""

    LEGAL_CONSULT = "legal.consult", "Informations légales et déclaratives : consulter"
    LEGAL_ACT = "legal.act", "Informations légales et déclaratives : demander une modification"
    EMPLOYEES_CONSULT = "employees.consult", "Mes salariés : consulter"
    EMPLOYEES_ACT = "employees.act", "Mes salariés : déclarer embauches et sorties"
    WAGES_CONSULT = "wages.consult", "Salaires : consulter"
    MOTIVES_CONSULT = "motives.consult", "Motifs de sortie et d’absence : consulter"
    NIR_CONSULT = "nir.consult", "Numéros de sécurité sociale : afficher et exporter"
    ABSENCES_CONSULT = "absences.consult", "Planning des absences : consulter"
    ABSENCES_ACT = "absences.act", "Planning des absences : mettre à jour"
    STOPPAGES_CONSULT = "stoppages.consult", "Arrêts et remboursements : consulter"
    STOPPAGES_ACT = "stoppages.act", "Arrêts et remboursements : saisir un arrêt"
    DOCUMENTS_CONSULT = "documents.consult", "Documents : consulter et télécharger"
    DOCUMENTS_ACT = "documents.act", "Documents : envoyer et demander"
    SUPPORT_CONSULT = "support.consult", "Contact : lire les échanges avec la caisse"
    SUPPORT_ACT = "support.act", "Contact : écrire à la caisse"
    BANK_ACT = "bank.act", "Coordonnées bancaires : demander une modification"
    COLLEAGUES_ACT = "colleagues.act", "Compte : inviter et gérer les collègues"
    DELEGATIONS_ACT = "delegations.act", "Délégations : donner et retirer"
    JOURNAL_CONSULT = "journal.consult", "Journal : consulter"


# Never delegable (DESIGN §4): bank details, the people of the account, delegations themselves, what everybody did.
NOT_DELEGABLE: frozenset[Right] = frozenset(
    {Right.BANK_ACT, Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT, Right.JOURNAL_CONSULT}
)
# With these one acts on other people's rights: only a holder gives them to a colleague.
GIVEN_BY_HOLDERS: frozenset[Right] = frozenset({Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT})
# Of a private nature: given on purpose, never with the rest of a section.
SENSITIVE: frozenset[Right] = frozenset({Right.WAGES_CONSULT, Right.MOTIVES_CONSULT, Right.NIR_CONSULT})
# Without object for whoever belongs to one site.
WHOLE_COMPANY_ONLY: frozenset[Right] = frozenset({Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT, Right.JOURNAL_CONSULT})
DELEGABLE: frozenset[Right] = frozenset(Right) - NOT_DELEGABLE
ALL_RIGHTS: frozenset[Right] = frozenset(Right)
_KNOWN = {right.value: right for right in Right}


def as_rights(values: list[str] | None) -> frozenset[Right]:
    """Turn stored values into rights, leaving out a value that the catalogue no longer knows."""
    return frozenset(_KNOWN[value] for value in values or [] if value in _KNOWN)


@dataclass(frozen=True, slots=True)
class SectionRights:
    """The rights of one section, as a table shows them: a name, what consults, what acts (either may be missing)."""

    name: str
    consult: Right | None
    act: Right | None


def sections(rights: Iterable[Right]) -> list[SectionRights]:
    """These rights by section, in the order of the catalogue."""
    given = frozenset(rights)
    by_section: dict[str, dict[str, Right]] = {}
    for right in Right:
        if right in given:
            key, _, verb = right.value.partition(".")
            by_section.setdefault(key, {})[verb] = right
    return [
        SectionRights(_section_name(next(iter(verbs.values()))), verbs.get("consult"), verbs.get("act"))
        for verbs in by_section.values()
    ]


def verb_of(right: Right) -> str:
    """What the right lets one do in its section: «consulter», «déclarer embauches et sorties»."""
    return right.label.partition(" : ")[2]


def _section_name(right: Right) -> str:
    return right.label.partition(" : ")[0]


def with_consultation(rights: Iterable[Right]) -> frozenset[Right]:
    """Whoever acts in a section also reads it."""
    given = frozenset(rights)
    known = set(Right.values)
    wanted = (right.value.replace(".act", ".consult") for right in given)
    return given | {Right(value) for value in wanted if value in known}


def in_words(rights: Iterable[Right]) -> list[str]:
    """One sentence a section: «Mes salariés : consulter, déclarer embauches et sorties»."""
    return [
        f"{section.name} : {', '.join(verb_of(right) for right in (section.consult, section.act) if right)}"
        for section in sections(rights)
    ]
