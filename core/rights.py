"""The whole catalogue of rights, on one screen: sections of the menu × (consult, act), and what only a holder has."""

from django.db.models import TextChoices


class Right(TextChoices):
    """What a person may do for a tiers. The labels are read by employers on the delegation form."""

    LEGAL_CONSULT = "legal.consult", "Informations légales et déclaratives : consulter"
    LEGAL_ACT = "legal.act", "Informations légales et déclaratives : demander une modification"
    EMPLOYEES_CONSULT = "employees.consult", "Mes salariés : consulter"
    EMPLOYEES_ACT = "employees.act", "Mes salariés : déclarer embauches et sorties"
    ABSENCES_CONSULT = "absences.consult", "Planning des absences : consulter"
    ABSENCES_ACT = "absences.act", "Planning des absences : mettre à jour"
    STOPPAGES_CONSULT = "stoppages.consult", "Arrêts et remboursements : consulter"
    STOPPAGES_ACT = "stoppages.act", "Arrêts et remboursements : saisir un arrêt"
    DOCUMENTS_CONSULT = "documents.consult", "Documents : consulter et télécharger"
    SUPPORT_CONSULT = "support.consult", "Contact : lire les échanges avec la caisse"
    SUPPORT_ACT = "support.act", "Contact : écrire à la caisse"
    BANK_ACT = "bank.act", "Coordonnées bancaires : demander une modification"
    COLLEAGUES_ACT = "colleagues.act", "Compte : inviter et gérer les collègues"
    DELEGATIONS_ACT = "delegations.act", "Délégations : donner et retirer"


# Never delegable (DESIGN §4): bank details, the people of the account, delegations themselves.
NOT_DELEGABLE: frozenset[Right] = frozenset({Right.BANK_ACT, Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT})
DELEGABLE: frozenset[Right] = frozenset(Right) - NOT_DELEGABLE
ALL_RIGHTS: frozenset[Right] = frozenset(Right)


def as_rights(values: list[str] | None) -> frozenset[Right]:
    """Turn stored values into rights, leaving out a value that the catalogue no longer knows."""
    known = set(Right.values)
    return frozenset(Right(value) for value in values or [] if value in known)
