"""Closed vocabularies of the stoppages; the values are those of `stoppages.arithmetic`."""

from django.db.models import TextChoices


class CarenceReading(TextChoices):
    """How a caisse counts the carence of a continuous stoppage that crosses a week."""

    LAW = "law", "Une par arrêt continu (D5424-12)"
    PER_WEEK = "per_week", "Une par semaine"


class Tolerance(TextChoices):
    """What a caisse adds to the month of a final declaration."""

    NONE = "none", "Aucune"
    MONTH_END = "month_end", "Tant de jours après la reprise, fin de mois"
    NEXT_MONTH_END = "next_month_end", "Fin du mois qui suit la reprise"


class Nature(TextChoices):
    """The two arrêts: of a worksite by the weather, of somebody from work."""

    WEATHER = "weather", "Arrêt intempéries"
    SICK_LEAVE = "sick_leave", "Arrêt de travail"


class WeatherCause(TextChoices):
    """The closed list of the code, and of the law for floods (L5424-8, D5424-7-1)."""

    FROST = "frost", "Gel"
    SNOW = "snow", "Neige"
    ICE = "ice", "Verglas"
    RAIN = "rain", "Pluie"
    STRONG_WIND = "strong_wind", "Vent fort"
    FLOOD = "flood", "Inondation"
    HEATWAVE = "heatwave", "Canicule"


class CaseState(TextChoices):
    """Where a case stands; `services.settling` alone computes it."""

    DRAFT = "draft", "Brouillon"
    PROVISIONAL = "provisional", "Provisoire envoyée"
    SENT = "sent", "Envoyée à la caisse"
    # An arrêt de travail of which the caisse reimburses nothing: it decides nothing of it.
    RECORDED = "recorded", "Enregistré"
    EXAMINED = "examined", "En cours d’examen"
    QUESTION = "question", "Question de la caisse"
    ACCEPTED = "accepted", "Accepté"
    PARTLY = "partly", "Accepté en partie"
    REFUSED = "refused", "Refusé"
    REIMBURSED = "reimbursed", "Remboursé"
    CLOSED = "closed", "Clos"
    DROPPED = "dropped", "Sans suite"


# What the company has to complete, what the caisse has to treat.
OF_THE_COMPANY = (CaseState.DRAFT, CaseState.PROVISIONAL, CaseState.QUESTION)
OF_THE_CAISSE = (CaseState.SENT, CaseState.EXAMINED)
OVER = (CaseState.CLOSED, CaseState.DROPPED)
# Nothing that the caisse decides on was sent: a provisional declaration is not.
IN_WRITING = (CaseState.DRAFT, CaseState.PROVISIONAL)
NOT_DECLARED = (*IN_WRITING, CaseState.DROPPED)
# What is written is kept; once it was sent, as a new version.
WRITABLE = tuple(state for state in CaseState if state not in OVER)


class DeclarationKind(TextChoices):
    """What was sent; a second one of the same kind amends the first."""

    PROVISIONAL = "provisional", "Déclaration provisoire"
    FINAL = "final", "Déclaration définitive"
    SICK_LEAVE = "sick_leave", "Déclaration d’arrêt de travail"


class SickLeaveReason(TextChoices):
    """« Motif de l’arrêt » of DSN block S21.G00.60 (001), as the portal groups it."""

    ILLNESS = "illness", "Maladie"
    WORK_ACCIDENT = "work_accident", "Accident du travail"
    COMMUTING_ACCIDENT = "commuting_accident", "Accident de trajet"
    OCCUPATIONAL_DISEASE = "occupational_disease", "Maladie professionnelle"
    MATERNITY = "maternity", "Maternité"
    PATERNITY = "paternity", "Paternité et accueil de l’enfant"
    ADOPTION = "adoption", "Adoption"


class ResumptionReason(TextChoices):
    """« Motif de la reprise » of DSN block S21.G00.60 (011)."""

    NORMAL = "normal", "Reprise normale"
    PART_TIME_THERAPEUTIC = "part_time_therapeutic", "Reprise à temps partiel thérapeutique"
    PART_TIME_PERSONAL = "part_time_personal", "Reprise à temps partiel pour raison personnelle"


class FileKind(TextChoices):
    """What a file of a case is: never a diagnosis."""

    STATEMENT = "statement", "Déclaration signée d’un salarié"
    EMPLOYER_PART = "employer_part", "Volet destiné à l’employeur"
    ANSWER = "answer", "Pièce d’une réponse"
    OTHER = "other", "Autre pièce"


class EventKind(TextChoices):
    """Lines of the life of a case."""

    CREATED = "created", "Dossier ouvert"
    CHANGED = "changed", "Dossier modifié"
    HOURS_ENTERED = "hours_entered", "Heures perdues saisies"
    WAGES_CHECKED = "wages_checked", "Salaires vérifiés"
    PROVISIONAL_SENT = "provisional_sent", "Déclaration provisoire envoyée"
    FINAL_SENT = "final_sent", "Déclaration définitive envoyée"
    SICK_LEAVE_SENT = "sick_leave_sent", "Arrêt de travail envoyé"
    AMENDED = "amended", "Nouvelle version envoyée"
    TO_AMEND = "to_amend", "Modification à envoyer"
    EXTENDED = "extended", "Prolongation"
    RESUMED = "resumed", "Reprise du travail"
    EXAMINED = "examined", "Examen commencé"
    ASKED = "asked", "Question de la caisse"
    ANSWERED = "answered", "Réponse à la caisse"
    DECIDED = "decided", "Décision de la caisse"
    REIMBURSED = "reimbursed", "Remboursement"
    LETTER_MADE = "letter_made", "Lettre d’information établie"
    LETTER_RECEIVED = "letter_received", "Lettre reçue par le salarié"
    FILE_ADDED = "file_added", "Pièce jointe"
    FILES_PURGED = "files_purged", "Pièces supprimées"
    DROPPED = "dropped", "Classé sans suite"
    CLOSED = "closed", "Dossier clos"


class Outcome(TextChoices):
    """What the caisse decides of a case."""

    ACCEPTED = "accepted", "Accepté"
    PARTLY = "partly", "Accepté en partie"
    REFUSED = "refused", "Refusé"


class RefusedFor(TextChoices):
    """Why the caisse refuses a case, in the words that the company reads."""

    LATE = "late", "Déclaration envoyée hors délai"
    NOT_COVERED = "not_covered", "Chantier ou activité hors du régime"
    NO_ALERT = "no_alert", "Les conditions du jour ne justifient pas l’arrêt"
    SEASONAL = "seasonal", "Arrêt saisonnier de l’activité"
    NO_PROOF = "no_proof", "Pièces manquantes ou illisibles"
    CONDITIONS = "conditions", "Les conditions d’indemnisation des salariés ne sont pas remplies"


class LessenedFor(TextChoices):
    """Why it gives less than what is proposed."""

    HOURS = "hours", "Heures non indemnisables"
    PEOPLE = "people", "Salariés qui ne remplissent pas les conditions"
    WAGE = "wage", "Salaire horaire différent de celui que connaît la caisse"
    DAYS = "days", "Jours déjà indemnisés cette année"
    OVERLAP = "overlap", "Congé, arrêt ou absence le même jour"


class ReimbursementKind(TextChoices):
    """A campaign is settled once its wages are known: what was paid before is provisional (DOMAIN §3.7)."""

    PROVISIONAL = "provisional", "Provisoire"
    SUPPLEMENT = "supplement", "Complément"
    FINAL = "final", "Définitif"


class VigilanceLevel(TextChoices):
    """Météo-France's colours for phenomenon 6, or the order of a prefect that stops work."""

    GREEN = "green", "Verte"
    YELLOW = "yellow", "Jaune"
    ORANGE = "orange", "Orange"
    RED = "red", "Rouge"
    ORDER = "order", "Arrêté du préfet"


# With these a canicule stops work (DOMAIN §3.1).
STOPS_WORK = (VigilanceLevel.ORANGE, VigilanceLevel.RED, VigilanceLevel.ORDER)
