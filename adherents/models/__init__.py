"""Models of the member company; everything is imported from here."""

from adherents.models.changes import ChangeProof, ChangeRequest
from adherents.models.company import Adherent, Caisse, Establishment, LegalPage, TermsVersion
from adherents.models.contacts import BankAccount, Contact
from adherents.models.declarations import DeclarativePeriod
from adherents.models.holidays import PublicHoliday
from adherents.models.rates import ContributionRate, DatedModel, WeatherCampaign, days_in_force

__all__ = [
    "Adherent",
    "BankAccount",
    "Caisse",
    "ChangeProof",
    "ChangeRequest",
    "Contact",
    "ContributionRate",
    "DatedModel",
    "DeclarativePeriod",
    "Establishment",
    "LegalPage",
    "PublicHoliday",
    "TermsVersion",
    "WeatherCampaign",
    "days_in_force",
]
