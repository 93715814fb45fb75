"""Closed vocabularies of the member company and its caisse."""

from django.db.models import TextChoices


class Theme(TextChoices):
    """The colours of a caisse (`data-theme` in the pages), none within sight of what red, amber and green say."""

    BLEU = "bleu", "Bleu de travail"
    ARDOISE = "ardoise", "Ardoise"
    PETROLE = "petrole", "Pétrole"
    PRUNE = "prune", "Prune"


class Territory(TextChoices):
    """Where the labour code adds public holidays to those of all France (L3134-13, L3422-2)."""

    ALSACE_MOSELLE = "alsace_moselle", "Alsace-Moselle"
    GUADELOUPE = "guadeloupe", "Guadeloupe"
    GUYANE = "guyane", "Guyane"
    MARTINIQUE = "martinique", "Martinique"
    MAYOTTE = "mayotte", "Mayotte"
    REUNION = "reunion", "La Réunion"
    SAINT_BARTHELEMY = "saint_barthelemy", "Saint-Barthélemy"
    SAINT_MARTIN = "saint_martin", "Saint-Martin"


class TimeZone(TextChoices):
    """The clocks that a caisse may live by, as an hour is said there: « 10 h 30, heure de La Réunion »."""

    PARIS = "Europe/Paris", "heure de Paris"
    GUADELOUPE = "America/Guadeloupe", "heure de Guadeloupe"
    MARTINIQUE = "America/Martinique", "heure de Martinique"
    GUYANE = "America/Cayenne", "heure de Guyane"
    REUNION = "Indian/Reunion", "heure de La Réunion"
    MAYOTTE = "Indian/Mayotte", "heure de Mayotte"


class PageKind(TextChoices):
    """The pages of the bandeau inférieur that a caisse may rewrite (their URL is the value)."""

    LEGAL_NOTICE = "mentions-legales", "Mentions légales"
    PERSONAL_DATA = "donnees-personnelles", "Protection des données personnelles"
    TERMS = "conditions-generales", "Conditions générales d’utilisation"
    ACCESSIBILITY = "accessibilite", "Accessibilité"


class Conformity(TextChoices):
    """State of RGAA conformity that the home page must show (DOMAIN §6.1)."""

    NONE = "non", "non conforme"
    PARTIAL = "partielle", "partiellement conforme"
    FULL = "totale", "totalement conforme"


class PeriodState(TextChoices):
    """What the caisse knows of a month's declaration."""

    DECLARED = "declared", "Déclarée"
    MISSING = "missing", "Manquante"
    ANOMALY = "anomaly", "En anomalie"


class ContactKind(TextChoices):
    """Whom the caisse asks for, and about what (the value is in the address of the form)."""

    LEGAL = "legal", "Contact légal"
    PAYROLL = "paie", "Contact paie"
    SITE = "chantier", "Contact chantier"


class ChangeKind(TextChoices):
    """What a company may ask its caisse to change."""

    ADDRESS = "address", "Adresse"
    CONTACT = "contact", "Contact"
    BANK = "bank", "Compte bancaire"
    GOOD_FRIDAY = "friday", "Vendredi saint"


# Asked of a site, and of nothing else.
CHANGES_OF_A_SITE = (ChangeKind.ADDRESS, ChangeKind.GOOD_FRIDAY)


class GoodFriday(TextChoices):
    """Whether the commune of a site of Alsace-Moselle keeps it; the value is what a request of change holds."""

    KEPT = "kept", "Férié"
    NOT_KEPT = "not_kept", "Non férié"


class ChangeState(TextChoices):
    SENT = "sent", "En cours d’examen"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


class ChangeRefusalReason(TextChoices):
    """Why the caisse refuses a request of change, in the words that the company reads."""

    NO_PROOF = "no_proof", "Justificatif manquant"
    UNREADABLE_PROOF = "unreadable_proof", "Justificatif illisible ou incomplet"
    DIFFERENT_PROOF = "different_proof", "Le justificatif ne correspond pas aux informations demandées"
    NOT_OF_COMPANY = "not_of_company", "Le titulaire du compte bancaire n’est pas l’entreprise"
    NOT_ENTITLED = "not_entitled", "La demande n’est pas faite par une personne habilitée à engager l’entreprise"


class RateKind(TextChoices):
    """Contributions whose rate a caisse publishes."""

    LEAVE = "leave", "Congés payés"
    PREVENTION = "prevention", "Prévention (OPPBTP)"
