"""Closed vocabularies of the documents."""

from django.db.models import TextChoices

from core.rights import Right


class Audience(TextChoices):
    """Whom a caisse lets see its documents of a kind, beside the rights."""

    NOBODY = "nobody", "Personne : la caisse seule"
    COMPANY = "company", "L’entreprise, sans les cabinets"
    EVERYBODY = "everybody", "L’entreprise et les cabinets à qui elle a délégué"


class ShippedKind(TextChoices):
    """The kinds that every caisse has; the portal itself makes or follows those of some."""

    STATEMENT = "releve-de-compte", "Relevé de compte valant appel de cotisations"
    UP_TO_DATE = "attestation-de-mise-a-jour", "Attestation de mise à jour"
    CONTRACT = "attestation-de-marche", "Attestation de marché"
    LEAVE_CERTIFICATE = "certificat-de-conge", "Certificat de congé"
    REIMBURSEMENT = "notification-de-remboursement", "Notification de remboursement"
    LETTER = "courrier", "Courrier"
    PAYMENT_NOTICE = "avis-de-paiement", "Avis de paiement"
    PAYMENT_STATEMENT = "attestation-de-paiement", "Attestation de paiement"
    REGISTRATION = "extrait-kbis", "Extrait Kbis"
    MANDATE = "mandat-sepa", "Mandat SEPA signé"
    OTHER = "autre-document", "Autre document"


# The rights that a kind may need beside *Documents : consulter*.
NEEDABLE = (
    Right.WAGES_CONSULT,
    Right.MOTIVES_CONSULT,
    Right.LEGAL_CONSULT,
    Right.EMPLOYEES_CONSULT,
    Right.ABSENCES_CONSULT,
    Right.STOPPAGES_CONSULT,
)


class TextState(TextChoices):
    """Whether the words of a file can be searched."""

    WAITING = "waiting", "Texte à lire"
    READ = "read", "Texte lu"
    NONE = "none", "Sans texte (page numérisée ou image)"
    LOCKED = "locked", "Protégé par un mot de passe"
    UNREADABLE = "unreadable", "Illisible"


class FileHealth(TextChoices):
    """What was seen last of a stored file."""

    WHOLE = "whole", "Intact"
    MISSING = "missing", "Introuvable"
    ALTERED = "altered", "Altéré"


class DownloadWay(TextChoices):
    ONE = "one", "Un document"
    ZIP = "zip", "Dans une archive"


class BatchState(TextChoices):
    """A batch is published whole, at its hour, or not at all."""

    CHECKING = "checking", "Contrôle en cours"
    REFUSED = "refused", "À corriger"
    CHECKED = "checked", "Contrôlé, à publier"
    PUBLISHING = "publishing", "Publication en cours"
    PUBLISHED = "published", "Publié"
    DROPPED = "dropped", "Abandonné"
    WITHDRAWN = "withdrawn", "Retiré"


class WithdrawnFor(TextChoices):
    """Why the caisse withdraws what it published."""

    WRONG_COMPANY = "wrong_company", "Destiné à une autre entreprise"
    WRONG_CONTENT = "wrong_content", "Contenu erroné"
    TOO_EARLY = "too_early", "Publié trop tôt"
    TWICE = "twice", "Publié deux fois"


class SentState(TextChoices):
    """What becomes of a document that a company sent."""

    SENT = "sent", "Envoyé"
    ACCEPTED = "accepted", "Pris en compte"
    REFUSED = "refused", "Refusé"


class SentRefusal(TextChoices):
    """Why the caisse refuses what was sent, in the words that the company reads."""

    UNREADABLE = "unreadable", "Document illisible"
    INCOMPLETE = "incomplete", "Document incomplet : il manque une page ou une pièce"
    OTHER_KIND = "other_kind", "Le document n’est pas celui qui est annoncé"
    NOT_YOURS = "not_yours", "Le document concerne une autre entreprise ou une autre personne"
    OUT_OF_DATE = "out_of_date", "Document périmé : envoyez-en un plus récent"
    UNSIGNED = "unsigned", "Signature ou tampon manquant"
    NOT_NEEDED = "not_needed", "Ce document n’est pas à envoyer à votre caisse"


class HandoverState(TextChoices):
    """Where a certificat de congé stands (D3141-34)."""

    TO_CHECK = "to_check", "À vérifier"
    TO_HAND_OVER = "to_hand_over", "À remettre"
    HANDED_OVER = "handed_over", "Remis"
    DISPUTED = "disputed", "Erreur signalée"
    REPLACED = "replaced", "Remplacé par un certificat corrigé"


# What the company has still to do of a certificate.
OF_THE_COMPANY = (HandoverState.TO_CHECK, HandoverState.TO_HAND_OVER)


class AttestationState(TextChoices):
    """What an attestation is worth today, for whoever was given it."""

    VALID = "valid", "Valable"
    REPLACED = "replaced", "Remplacée"
    WITHDRAWN = "withdrawn", "Retirée"
    EXPIRED = "expired", "Expirée"


# Those that the portal makes, when the account is in order.
ATTESTED = (ShippedKind.UP_TO_DATE, ShippedKind.CONTRACT)
