"""Closed vocabularies of the people of a company."""

from django.db.models import IntegerChoices, TextChoices


class Sex(TextChoices):
    """As the caisse writes it in its letters; the first figure of a NIR says the same."""

    FEMALE = "F", "Madame"
    MALE = "M", "Monsieur"


class Category(TextChoices):
    WORKER = "worker", "Ouvrier"
    ETAM = "etam", "ETAM"
    EXECUTIVE = "executive", "Cadre"


class ContractKind(TextChoices):
    PERMANENT = "permanent", "CDI"
    FIXED_TERM = "fixed_term", "CDD"
    WORKSITE = "worksite", "CDI de chantier"
    APPRENTICESHIP = "apprenticeship", "Contrat d’apprentissage"
    PROFESSIONAL = "professional", "Contrat de professionnalisation"


# These end on a day known from the start; the others end by a departure only.
DATED_CONTRACTS = (ContractKind.FIXED_TERM, ContractKind.APPRENTICESHIP, ContractKind.PROFESSIONAL)


class FixedTermReason(TextChoices):
    """Why a CDD may be made (Code du travail, L1242-2), in the words of the form."""

    REPLACEMENT = "replacement", "Remplacement d’un salarié absent"
    INCREASE = "increase", "Accroissement temporaire d’activité"
    SEASONAL = "seasonal", "Emploi saisonnier"
    CUSTOMARY = "customary", "CDD d’usage"
    DEFINED_PURPOSE = "defined_purpose", "CDD à objet défini (cadre ou ingénieur)"
    EMPLOYMENT_POLICY = "employment_policy", "Contrat aidé ou politique de l’emploi"


class DepartureReason(TextChoices):
    """The closed list of reasons of a sortie."""

    RESIGNATION = "resignation", "Démission"
    DISMISSAL = "dismissal", "Licenciement pour motif personnel"
    ECONOMIC_DISMISSAL = "economic_dismissal", "Licenciement pour motif économique"
    MUTUAL_TERMINATION = "mutual_termination", "Rupture conventionnelle"
    END_OF_FIXED_TERM = "end_of_fixed_term", "Fin de contrat à durée déterminée"
    EARLY_END = "early_end", "Rupture anticipée d’un contrat à durée déterminée"
    END_OF_WORKSITE = "end_of_worksite", "Fin de chantier ou d’opération"
    TRIAL_BY_EMPLOYER = "trial_by_employer", "Fin de période d’essai, par l’employeur"
    TRIAL_BY_EMPLOYEE = "trial_by_employee", "Fin de période d’essai, par le salarié"
    RETIREMENT = "retirement", "Départ à la retraite"
    RETIREMENT_BY_EMPLOYER = "retirement_by_employer", "Mise à la retraite par l’employeur"
    UNFITNESS = "unfitness", "Licenciement pour inaptitude"
    TRANSFER = "transfer", "Transfert du contrat à une autre entreprise"
    DEATH = "death", "Décès"
    OTHER = "other", "Autre motif"


class Presence(TextChoices):
    """Where somebody stands today."""

    PRESENT = "presents", "Présents"
    FUTURE = "a-venir", "À venir"
    LEFT = "sortis", "Sortis"


class CaisseState(TextChoices):
    """Where a contract stands with the caisse, computed from its movements (`services.settling`)."""

    HIRE_SENT = "hire_sent", "Embauche envoyée"
    HIRE_TO_CORRECT = "hire_to_correct", "Embauche à corriger"
    RECORDED = "recorded", "Enregistré"
    DEPARTURE_SENT = "departure_sent", "Sortie envoyée"
    DEPARTURE_TO_CORRECT = "departure_to_correct", "Sortie à corriger"
    DEPARTURE_RECORDED = "departure_recorded", "Sortie enregistrée"
    HIRE_REFUSED = "hire_refused", "Embauche refusée"
    HIRE_CANCELLED = "hire_cancelled", "Embauche annulée"


# Contracts that never were: they hold no day.
VOID_STATES = (CaisseState.HIRE_REFUSED, CaisseState.HIRE_CANCELLED)


class MovementKind(TextChoices):
    """What a company declares to its caisse about somebody. The last three ask to change what is recorded."""

    HIRE = "hire", "Embauche"
    DEPARTURE = "departure", "Sortie"
    HIRE_CHANGE = "hire_change", "Modification d’une embauche"
    DEPARTURE_CHANGE = "departure_change", "Modification d’une sortie"
    DEPARTURE_CANCELLATION = "departure_cancellation", "Annulation d’une sortie"


REQUESTS = (MovementKind.HIRE_CHANGE, MovementKind.DEPARTURE_CHANGE, MovementKind.DEPARTURE_CANCELLATION)


class MovementState(TextChoices):
    SENT = "sent", "Envoyée"
    TO_CORRECT = "to_correct", "À corriger"
    ACCEPTED = "accepted", "Enregistrée"
    REFUSED = "refused", "Refusée"
    CANCELLED = "cancelled", "Annulée"


# Not treated yet by the caisse: the company may still correct or cancel.
OPEN_STATES = (MovementState.SENT, MovementState.TO_CORRECT)
LIVE_STATES = (*OPEN_STATES, MovementState.ACCEPTED)


class CorrectionReason(TextChoices):
    """What the caisse asks a company to correct, in the words that the company reads."""

    IDENTITY = "identity", "L’état civil ne correspond pas au numéro de sécurité sociale"
    DATES = "dates", "Les dates ne correspondent pas à vos déclarations sociales (DSN)"
    CONTRACT = "contract", "Le type de contrat est à préciser"
    QUALIFICATION = "qualification", "La qualification ou la catégorie est à préciser"
    WORK = "work", "Le temps de travail ou le salaire est à vérifier"
    SITE = "site", "Le site déclaré n’est pas celui où la personne travaille"


class MovementRefusalReason(TextChoices):
    """Why the caisse refuses a hire, a departure or a request, in the words that the company reads."""

    TWICE = "twice", "Déjà déclaré par ailleurs"
    NOT_EMPLOYED = "not_employed", "La personne n’est pas salariée de l’entreprise"
    NOT_AFFILIATED = "not_affiliated", "La personne ne relève pas de la caisse de congés payés"
    CONTRADICTED = "contradicted", "Contredit vos déclarations sociales (DSN)"
    NOT_JUSTIFIED = "not_justified", "La demande n’est pas justifiée"


class HireStep(TextChoices):
    """The steps in which a hire is written; the values are those of addresses."""

    IDENTITY = "identite", "Identité"
    ADDRESS = "adresse", "Adresse"
    CONTRACT = "contrat", "Contrat"
    WORK = "temps", "Temps et salaire"


class AbsenceKind(TextChoices):
    """What the caisse knows of absences, for the rights to leave (DOMAIN §2.1, §4); no diagnosis, ever."""

    PAID_LEAVE = "paid_leave", "Congés payés"
    SICKNESS = "sickness", "Arrêt maladie"
    WORK_ACCIDENT = "work_accident", "Accident du travail ou maladie professionnelle"
    MATERNITY = "maternity", "Maternité ou adoption"
    PATERNITY = "paternity", "Paternité"
    UNPAID = "unpaid", "Absence non rémunérée"


class ImportState(TextChoices):
    QUEUED = "queued", "En attente de lecture"
    READING = "reading", "Lecture en cours"
    UNREADABLE = "unreadable", "Fichier illisible"
    READ = "read", "À vérifier"
    QUEUED_TO_APPLY = "queued_to_apply", "En attente d’enregistrement"
    APPLYING = "applying", "Enregistrement en cours"
    APPLIED = "applied", "Enregistré"
    FAILED = "failed", "Échec"
    ABANDONED = "abandoned", "Abandonné"


RUNNING_IMPORTS = (
    ImportState.QUEUED,
    ImportState.READING,
    ImportState.QUEUED_TO_APPLY,
    ImportState.APPLYING,
)


class Outcome(TextChoices):
    """What a line of an imported file would do."""

    NEW = "new", "Nouveau"
    CHANGED = "changed", "Modifié"
    UNCHANGED = "unchanged", "Inchangé"
    WRONG = "wrong", "À corriger"


class EventKind(TextChoices):
    """A line of the history of somebody."""

    HIRE_DECLARED = "hire_declared", "Embauche déclarée"
    HIRE_CORRECTED = "hire_corrected", "Embauche corrigée"
    HIRE_CANCELLED = "hire_cancelled", "Embauche annulée"
    HIRE_ACCEPTED = "hire_accepted", "Embauche enregistrée par la caisse"
    HIRE_REFUSED = "hire_refused", "Embauche refusée par la caisse"
    DEPARTURE_DECLARED = "departure_declared", "Sortie déclarée"
    DEPARTURE_CORRECTED = "departure_corrected", "Sortie corrigée"
    DEPARTURE_CANCELLED = "departure_cancelled", "Sortie annulée"
    DEPARTURE_ACCEPTED = "departure_accepted", "Sortie enregistrée par la caisse"
    DEPARTURE_REFUSED = "departure_refused", "Sortie refusée par la caisse"
    CORRECTION_ASKED = "correction_asked", "Correction demandée par la caisse"
    CHANGE_ASKED = "change_asked", "Modification demandée à la caisse"
    CHANGE_WITHDRAWN = "change_withdrawn", "Demande de modification retirée"
    CHANGE_ACCEPTED = "change_accepted", "Modification acceptée par la caisse"
    CHANGE_REFUSED = "change_refused", "Modification refusée par la caisse"
    CHANGED = "changed", "Fiche modifiée"
    IMPORTED = "imported", "Fiche modifiée par un import"
    SPLIT_WAIVED = "split_waived", "Renonciation au fractionnement enregistrée"
    SPLIT_WAIVER_WITHDRAWN = "split_waiver_withdrawn", "Renonciation au fractionnement retirée"
    NIR_SHOWN = "nir_shown", "NIR affiché"


class Weekday(IntegerChoices):
    """ISO days, as a contract lists those worked."""

    MONDAY = 1, "lundi"
    TUESDAY = 2, "mardi"
    WEDNESDAY = 3, "mercredi"
    THURSDAY = 4, "jeudi"
    FRIDAY = 5, "vendredi"
    SATURDAY = 6, "samedi"
    SUNDAY = 7, "dimanche"
