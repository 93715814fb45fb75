"""Closed vocabularies of delegations."""

from django.db.models import TextChoices


class DelegationState(TextChoices):
    PENDING = "pending", "En attente d’acceptation"
    ACTIVE = "active", "En vigueur"
    REFUSED = "refused", "Refusée"
    REVOKED = "revoked", "Retirée"
