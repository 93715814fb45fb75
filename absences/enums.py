"""Closed vocabularies of the planning of absences."""

from django.db.models import TextChoices


class Effect(TextChoices):
    """What a day of absence does to the rights to leave (DOMAIN §2.1, §4)."""

    FULL = "full", "Comme du travail"
    REDUCED = "reduced", "Deux jours par mois"
    NONE = "none", "N’ouvre aucun droit"


class Unit(TextChoices):
    """What an absence is counted in."""

    OUVRABLES = "ouvrables", "Jours ouvrables"
    WORKED = "worked", "Jours qui auraient été travaillés"
    CALENDAR = "calendar", "Jours de calendrier"


class Colour(TextChoices):
    """Of the design system; a letter always goes with it."""

    BLUE = "blue", "Bleu"
    SKY = "sky", "Bleu clair"
    VIOLET = "violet", "Violet"
    TEAL = "teal", "Bleu-vert"
    OCHRE = "ochre", "Ocre"
    ROSE = "rose", "Rose"
    SLATE = "slate", "Gris bleu"
    GREY = "grey", "Gris"


class AbsenceState(TextChoices):
    """Where an absence stands, computed (`services.settling`) from what the caisse was told of it."""

    ENTERED = "entered", "Saisie"
    DECLARED = "declared", "Déclarée"
    TAKEN_INTO_ACCOUNT = "taken", "Prise en compte"
    PAID = "paid", "Payée"
    REFUSED = "refused", "Refusée"
    CANCELLED = "cancelled", "Annulée"


class DeclarationKind(TextChoices):
    """What a company tells its caisse of a leave."""

    LEAVE = "leave", "Congé"
    CHANGE = "change", "Modification d’un congé"
    CANCELLATION = "cancellation", "Annulation d’un congé"


class DeclarationState(TextChoices):
    """`REPLACED`: another one was sent before the caisse had treated it; `WITHDRAWN`: the company took it back."""

    SENT = "sent", "Envoyée"
    TAKEN_INTO_ACCOUNT = "taken", "Prise en compte"
    REFUSED = "refused", "Refusée"
    REPLACED = "replaced", "Remplacée"
    WITHDRAWN = "withdrawn", "Retirée"


# What the caisse has heard, and has not refused.
HEARD_STATES = (DeclarationState.SENT, DeclarationState.TAKEN_INTO_ACCOUNT)


class EventKind(TextChoices):
    """The lines of the history of an absence; the journal takes the same words."""

    ENTERED = "entered", "Absence saisie"
    CHANGED = "changed", "Absence modifiée"
    SPLIT = "split", "Absence coupée en deux"
    CANCELLED = "cancelled", "Absence annulée"
    GIVEN_BACK = "given_back", "Jours de congé rendus par un arrêt"
    DECLARED = "declared", "Congé déclaré à la caisse"
    WITHDRAWN = "withdrawn", "Déclaration retirée"
    TAKEN_INTO_ACCOUNT = "taken", "Congé pris en compte par la caisse"
    REFUSED = "refused", "Congé refusé par la caisse"
    PAID = "paid", "Congé payé par la caisse"
    RESOLVED = "resolved", "Absence réglée à la sortie du salarié"
    KEPT = "kept", "Congé gardé, son annulation étant refusée"
    PUT_BACK = "put_back", "Absence remise, la sortie étant annulée"


class AfterDeparture(TextChoices):
    """What is to be done of an absence with days that no contract holds any more (`services.departures`).

    `RESOLVED`: cancelled for that; `TO_PUT_BACK`: cancelled for that, and a contract holds its days again.
    """

    TO_RESOLVE = "to_resolve", "À régler"
    RESOLVED = "resolved", "Réglée"
    TO_PUT_BACK = "to_put_back", "À remettre"


class NoticeMeans(TextChoices):
    """How somebody was told the days of their leave (D3141-6: by any means)."""

    IN_PERSON = "in_person", "En main propre"
    POSTED = "posted", "Par affichage"
    EMAIL = "email", "Par courriel"


class CollectiveState(TextChoices):
    """Where an absence of many people stands."""

    DRAFT = "draft", "À vérifier"
    QUEUED = "queued", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Saisie"
    FAILED = "failed", "Arrêtée"
    UNDOING = "undoing", "Annulation en cours"
    UNDONE = "undone", "Annulée"


# A job is at it, or will be.
RUNNING_STATES = (CollectiveState.QUEUED, CollectiveState.RUNNING, CollectiveState.UNDOING)


class LineOutcome(TextChoices):
    """What became of somebody in an absence of many."""

    WAITING = "waiting", "En attente"
    ENTERED = "entered", "Saisie"
    REFUSED = "refused", "Laissée de côté"
    UNDONE = "undone", "Annulée"
    KEPT = "kept", "Gardée"
