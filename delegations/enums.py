"""Closed vocabularies of delegations."""

from django.db.models import TextChoices


class DelegationState(TextChoices):
    PENDING = "pending", "En attente d’acceptation"
    ACTIVE = "active", "En vigueur"
    SUSPENDED = "suspended", "Suspendue par la caisse"
    REFUSED = "refused", "Refusée"
    REVOKED = "revoked", "Retirée"
    EXPIRED = "expired", "Expirée"


# A company has at most one of these with a firm.
OPEN_STATES = (DelegationState.PENDING, DelegationState.ACTIVE, DelegationState.SUSPENDED)
ACCEPTED_STATES = (DelegationState.ACTIVE, DelegationState.SUSPENDED)
ENDED_STATES = (DelegationState.REFUSED, DelegationState.REVOKED, DelegationState.EXPIRED)


class Side(TextChoices):
    """Who acted on a delegation."""

    COMPANY = "company", "Entreprise"
    FIRM = "firm", "Cabinet"
    CAISSE = "caisse", "Caisse"
    PORTAL = "portal", "Portail"


class EventKind(TextChoices):
    """A line of the history of a delegation."""

    GIVEN = "given", "Délégation donnée"
    CHANGED = "changed", "Délégation modifiée"
    RESENT = "resent", "Invitation envoyée de nouveau"
    JOINING_ASKED = "joining_asked", "Accord demandé aux administrateurs du cabinet"
    ACCEPTED = "accepted", "Délégation acceptée"
    REFUSED = "refused", "Délégation refusée"
    SUSPENDED = "suspended", "Délégation suspendue"
    RESUMED = "resumed", "Délégation rétablie"
    REVOKED = "revoked", "Délégation retirée"
    EXPIRED = "expired", "Délégation expirée"


class AnswerState(TextChoices):
    """What became of a demande de délégation, or of a person's wish to join a firm."""

    PENDING = "pending", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Déclinée"


class SuspensionReason(TextChoices):
    """Why the caisse suspends a delegation, in the words that both sides read."""

    ASKED_BY_COMPANY = "asked_by_company", "À la demande de l’entreprise"
    ASKED_BY_FIRM = "asked_by_firm", "À la demande du cabinet"
    TO_VERIFY = "to_verify", "Mandat du cabinet à vérifier"
    SUSPECT = "suspect", "Opérations inhabituelles constatées par la caisse"


class ResumptionReason(TextChoices):
    """Why the caisse resumes a delegation that it had suspended."""

    VERIFIED = "verified", "Vérification terminée"
    ASKED_BY_COMPANY = "asked_by_company", "À la demande de l’entreprise"
    MISTAKE = "mistake", "Suspendue par erreur"


class RevocationReason(TextChoices):
    """Why the caisse ends a delegation."""

    ASKED_BY_COMPANY = "asked_by_company", "À la demande de l’entreprise"
    ASKED_BY_FIRM = "asked_by_firm", "À la demande du cabinet"
    MANDATE_OVER = "mandate_over", "Fin du mandat du cabinet"
    FIRM_CLOSED = "firm_closed", "Cessation d’activité du cabinet"
    ABUSE = "abuse", "Usage contraire à la délégation"
