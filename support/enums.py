"""Closed vocabularies of the section."""

from django.db.models import IntegerChoices, TextChoices


class ConversationState(TextChoices):
    """Where a conversation stands, as the company reads it."""

    SENT = "sent", "Envoyé"
    READ = "read", "Lu par la caisse"
    ANSWERED = "answered", "Répondu"
    CLOSED = "closed", "Clos"


# What the caisse has to answer.
OF_THE_CAISSE = (ConversationState.SENT, ConversationState.READ)


class Section(TextChoices):
    """The part of the portal that a subject is offered first from, as its addresses name it after the tiers."""

    EVERYWHERE = "", "Partout"
    LEGAL = "informations-legales", "Informations légales et déclaratives"
    EMPLOYEES = "salaries", "Mes salariés"
    ABSENCES = "planning", "Planning des absences"
    STOPPAGES = "arrets", "Arrêts et remboursements"
    DOCUMENTS = "documents", "Documents"
    ACCOUNT = "mon-compte", "Mon compte"


class MaskedFor(TextChoices):
    """Why the caisse masks what was joined to a message, in the words that both sides read."""

    MEDICAL = "medical", "Donnée de santé"
    STRANGER = "stranger", "Concerne une autre entreprise ou une autre personne"
    UNSAFE = "unsafe", "Fichier dangereux"
    BY_MISTAKE = "by_mistake", "Envoyé par erreur"
    # Never chosen: at the end of the time for which files are kept.
    EXPIRED = "expired", "Durée de conservation écoulée"


# What the staff choose from.
MASKING_REASONS = [choice for choice in MaskedFor.choices if choice[0] != MaskedFor.EXPIRED]


class AppointmentKind(TextChoices):
    """How one meets the caisse; the value is in the addresses."""

    PHONE = "rappel", "Rappel par téléphone"
    VISIT = "visite", "Rendez-vous à la caisse"
    VIDEO = "visio", "Visioconférence"


class AppointmentState(TextChoices):
    BOOKED = "booked", "Confirmé"
    CANCELLED = "cancelled", "Annulé"


class CaisseMovedFor(TextChoices):
    """Why the caisse moves or cancels an appointment, in the words that the company reads."""

    AWAY = "away", "La personne qui devait vous recevoir est absente"
    CLOSED = "closed", "La caisse est fermée ce jour-là"
    ANSWERED = "answered", "Nous vous avons déjà répondu"
    ELSEWHERE = "elsewhere", "Votre demande relève d’un autre service, qui vous contactera"


class Weekday(IntegerChoices):
    """As `date.weekday()` counts them."""

    MONDAY = 0, "Lundi"
    TUESDAY = 1, "Mardi"
    WEDNESDAY = 2, "Mercredi"
    THURSDAY = 3, "Jeudi"
    FRIDAY = 4, "Vendredi"
    SATURDAY = 5, "Samedi"
    SUNDAY = 6, "Dimanche"


class QuestionAudience(TextChoices):
    """Who reads a question with its answer."""

    PUBLIC = "public", "Tout le monde, site public compris"
    SIGNED_IN = "signed_in", "Les personnes connectées"
    FIRM = "firm", "Les cabinets"


class WrittenKind(TextChoices):
    """What staff write and of which every version is kept."""

    QUESTION = "question", "Question-réponse"
    NEWS = "news", "Nouveauté"


class NewsAudience(TextChoices):
    """Whom something new is for."""

    EVERYBODY = "everybody", "Tout le monde"
    EMPLOYER = "employer", "Les entreprises"
    FIRM = "firm", "Les cabinets"
    STAFF = "staff", "Le personnel de la caisse"


class TextKind(TextChoices):
    """What is told of a page, that staff may write in place of what the portal ships."""

    HELP = "help", "Aide"
    TUTORIAL = "tutorial", "Tutoriel"


class BroadcastState(TextChoices):
    """Where what a caisse writes to many stands; only a draft changes, only `SENDING` leaves."""

    DRAFT = "draft", "Brouillon"
    SENDING = "sending", "En cours"
    HELD = "held", "Suspendu"
    DONE = "done", "Terminé"
    STOPPED = "stopped", "Arrêté"


class Receivers(TextChoices):
    """Who receives it, of each company."""

    HOLDERS = "holders", "Les titulaires"
    PEOPLE = "people", "Les titulaires et les collègues qui ont un droit"


class LeftOut(TextChoices):
    """Why somebody of the audience is not written to by a channel, as the staff read it."""

    CHOICE = "choice", "N’a pas choisi de recevoir ce sujet ainsi"
    NO_MOBILE = "no_mobile", "N’a pas de mobile certifié"
    UNREACHABLE = "unreachable", "Mobile en échec"
    STOPPED = "stopped", "A répondu STOP"
    GONE = "gone", "Compte suspendu, ou numéro changé avant l’envoi"


class Outcome(TextChoices):
    """What became of what was to be sent to somebody, in the order in which it happens."""

    WAITING = "waiting", "À préparer"
    QUEUED = "queued", "En file d’attente"
    SENT = "sent", "Remis à l’opérateur"
    DELIVERED = "delivered", "Reçu"
    FAILED = "failed", "Échec"
    EXPIRED = "expired", "Arrêté avant le départ"


class FailureGroup(TextChoices):
    """Why a message did not reach somebody, as the staff read it: what providers tell, in few words."""

    UNKNOWN = "unknown", "Adresse ou numéro inconnu"
    UNREACHABLE = "unreachable", "Téléphone injoignable, ou boîte pleine"
    REFUSED = "refused", "Refusé ou filtré"
    UNSUBSCRIBED = "unsubscribed", "La personne ne veut plus en recevoir"
    OTHER = "other", "Autre raison"
