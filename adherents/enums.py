"""Closed vocabularies of the member company and its caisse."""

from django.db.models import TextChoices


class Theme(TextChoices):
    """Colours of the same theme, one a caisse (`data-theme` in the pages)."""

    BLEU = "bleu", "Bleu de travail"
    ARDOISE = "ardoise", "Ardoise"
    BRIQUE = "brique", "Brique"
    FORET = "foret", "Forêt"


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
