"""The back office of a caisse for its companies; importing this package registers its pages."""

from adherents.admin.companies import AdherentAdmin, EstablishmentAdmin
from adherents.admin.declarations import (
    ContactAdmin,
    ContributionRateAdmin,
    DeclarativePeriodAdmin,
    WeatherCampaignAdmin,
)
from adherents.admin.holidays import PublicHolidayAdmin
from adherents.changes.admin import BankAccountAdmin, ChangeRequestAdmin

__all__ = [
    "AdherentAdmin",
    "BankAccountAdmin",
    "ChangeRequestAdmin",
    "ContactAdmin",
    "ContributionRateAdmin",
    "DeclarativePeriodAdmin",
    "EstablishmentAdmin",
    "PublicHolidayAdmin",
    "WeatherCampaignAdmin",
]
