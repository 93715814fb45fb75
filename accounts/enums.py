"""Closed vocabularies of accounts."""

from django.db.models import IntegerChoices, TextChoices


class MembershipRole(TextChoices):
    HOLDER = "holder", "Titulaire"
    COLLEAGUE = "colleague", "Collègue"


class InvitationState(TextChoices):
    """Only `PENDING` opens anything, and only before its end."""

    PENDING = "pending", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
    EXPIRED = "expired", "Expirée"


class HolderChangeState(TextChoices):
    """`INVITED`: the caisse agreed, the new holder has not opened an account yet."""

    PENDING = "pending", "À décider par la caisse"
    INVITED = "invited", "Confirmée, invitation envoyée"
    DONE = "done", "Faite"
    REFUSED = "refused", "Refusée par la caisse"
    WITHDRAWN = "withdrawn", "Abandonnée"


class HolderRefusalReason(TextChoices):
    """Why the caisse refuses a change of holder, in the words that the holder reads."""

    NO_MANDATE = "no_mandate", "Pouvoir manquant ou non signé"
    NOT_IDENTIFIED = "not_identified", "L’identité du nouveau titulaire n’a pas pu être vérifiée"
    NOT_CONFIRMED = "not_confirmed", "L’entreprise, contactée par la caisse, n’a pas confirmé la demande"
    DISAGREEMENT = "disagreement", "Les représentants de l’entreprise ne sont pas d’accord entre eux"


class SuspensionReason(TextChoices):
    """Why the caisse suspends somebody's account: read by the staff alone."""

    LEFT = "left", "Départ signalé par l’entreprise"
    ASKED = "asked", "À la demande de la personne"
    SHARED = "shared", "Compte utilisé par une autre personne"
    SUSPECT = "suspect", "Connexions suspectes"


class StaffRole(TextChoices):
    """What a member of a caisse's staff may do in the admin (see `accounts.staff.roles`)."""

    MANAGER = "manager", "Gestionnaire"
    READER = "reader", "Consultation"


class OpeningState(TextChoices):
    """State of an account opening, as the staff read it."""

    PREPARED = "prepared", "Courriers préparés"
    PRINTED = "printed", "Courriers imprimés"
    PENDING = "pending", "Activation attendue"
    OPENED = "opened", "Compte ouvert"
    EXPIRED = "expired", "Code expiré"
    BURNT = "burnt", "Code bloqué après trop d’essais"
    REPLACED = "replaced", "Remplacée par un nouveau courrier"


class SessionKind(TextChoices):
    """A portal session never opens the admin, and conversely (SECURITY D13)."""

    PORTAL = "portal", "Portail"
    STAFF = "staff", "Espace de la caisse"


class Topic(TextChoices):
    """What the caisse writes about; the person chooses by which channel, `SECURITY` always comes by e-mail."""

    SECURITY = "security", "Sécurité du compte et certifications"
    DEADLINES = "deadlines", "Rappels d’échéances"
    CAISSE = "caisse", "Réponses de la caisse, rendez-vous et demandes"
    DOCUMENTS = "documents", "Nouveaux documents"
    INFORMATION = "information", "Informations de la caisse"
    ALERTS = "alerts", "Alertes de la caisse : intempéries, canicule, fermeture"


# What a caisse may write of to an audience that it chooses.
BROADCAST = (Topic.INFORMATION, Topic.ALERTS, Topic.DEADLINES)

# What comes often enough for somebody to want it once a day.
FREQUENT = (Topic.DOCUMENTS,)


class SmsObstacle(TextChoices):
    """Why a person’s mobile receives nothing of the caisse, whatever they chose."""

    NO_MOBILE = "no_mobile", "Aucun mobile"
    NOT_CERTIFIED = "not_certified", "Mobile à certifier"
    EXPIRED = "expired", "Mobile à certifier de nouveau"
    FAILING = "failing", "Mobile en échec"


class StopSource(TextChoices):
    """How the portal knows that a number wants no SMS."""

    REPLY = "reply", "Réponse STOP à un SMS"
    PROVIDER = "provider", "Refus de l’opérateur : STOP déjà répondu"


class Rhythm(TextChoices):
    """How often what comes often is told."""

    EACH = "each", "À chaque nouveauté"
    DAILY = "daily", "Une fois par jour au plus, le matin"


class Milestone(IntegerChoices):
    """Days left before the certification of an address ends, when a reminder goes out (SECURITY D5)."""

    MONTH = 30, "J-30"
    FORTNIGHT = 15, "J-15"
    WEEK = 7, "J-7"
    LAST_DAY = 0, "J"


class BatchState(TextChoices):
    QUEUED = "queued", "En attente"
    RUNNING = "running", "En cours"
    READY = "ready", "Prêt à imprimer"
    FAILED = "failed", "Échec"
    PURGED = "purged", "Fichiers supprimés"
